from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from marketplace.kernel.registry import load_modules
        from orders import handlers, profile_parts  # noqa: F401 - register themselves

        load_modules("orders.todos")
