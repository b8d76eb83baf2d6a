from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "messaging.notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.kernel.registry import load_modules

        load_modules("messaging.notifications.rules")
