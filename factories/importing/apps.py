from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "factories.importing"
    label = "importing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories.importing.states import IMPORT
        from marketplace.kernel import outbox

        outbox.nobody(*IMPORT.events)
