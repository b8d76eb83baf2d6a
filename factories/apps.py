from django.apps import AppConfig


class FactoriesConfig(AppConfig):
    name = "factories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from factories.states import EVENTS
        from marketplace.kernel import outbox

        outbox.nobody(*EVENTS)
