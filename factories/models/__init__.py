from factories.models.factory import Capability, Certificate, Factory, FactoryPhoto, Machine
from factories.models.proxy import AddressBookEntry, ProxyConsent
from factories.models.search import SearchEntry, SearchWord

__all__ = [
    "AddressBookEntry",
    "Capability",
    "Certificate",
    "Factory",
    "FactoryPhoto",
    "Machine",
    "ProxyConsent",
    "SearchEntry",
    "SearchWord",
]
