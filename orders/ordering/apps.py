from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "orders.ordering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.kernel.registry import load_modules
        from orders.ordering import handlers  # noqa: F401 - registers itself

        load_modules("orders.ordering.todos")
