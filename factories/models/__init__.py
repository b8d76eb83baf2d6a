from factories.models.factory import Capability, Certificate, Factory, FactoryPhoto, Machine
from factories.models.imports import ImportBatch, ImportedRow
from factories.models.proxy import AddressBookEntry, ProxyConsent
from factories.models.search import SearchEntry, SearchWord
from factories.models.taxonomy import CertificateTerm, MaterialTerm, ProcessTerm, TaxonomyRevision, WordSuggestion

__all__ = [
    "AddressBookEntry",
    "Capability",
    "Certificate",
    "CertificateTerm",
    "Factory",
    "FactoryPhoto",
    "ImportBatch",
    "ImportedRow",
    "Machine",
    "MaterialTerm",
    "ProcessTerm",
    "ProxyConsent",
    "SearchEntry",
    "SearchWord",
    "TaxonomyRevision",
    "WordSuggestion",
]
