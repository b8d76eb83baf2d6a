from factories.models.factory import Capability, Certificate, Factory, FactoryPhoto, Machine
from factories.models.search import SearchEntry, SearchWord

__all__ = ["Capability", "Certificate", "Factory", "FactoryPhoto", "Machine", "SearchEntry", "SearchWord"]
