from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "factories.importing"
    label = "importing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from factories.importing import profile_parts  # noqa: F401 - registers itself with the profile
        from factories.importing.states import BIRTHS, MACHINES
        from marketplace.kernel import outbox

        # For the record alone: nobody is told.
        outbox.nobody(*BIRTHS, *(move.event for machine in MACHINES for move in machine.moves))
