from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "factories.catalog"
    label = "catalog"
    verbose_name = _("町工場")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories.catalog.states import SUGGESTION
        from marketplace.kernel import outbox

        outbox.nobody(*SUGGESTION.events)
