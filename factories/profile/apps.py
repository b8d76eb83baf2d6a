from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "factories.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.kernel.registry import load_from_apps

        load_from_apps("profile_parts")
