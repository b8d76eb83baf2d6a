from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactoriesConfig(AppConfig):
    name = "factories"
    verbose_name = _("町工場")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from factories.states import EVENTS
        from marketplace.kernel import outbox

        outbox.nobody(*EVENTS)
