from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "messaging.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.kernel.registry import load_modules

        load_modules("messaging.delivery", "channel")
