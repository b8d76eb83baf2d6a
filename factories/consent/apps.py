from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "factories.consent"
    label = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories.consent.policies import lets_write
        from factories.profile.policies import writers

        writers.append(lets_write)
