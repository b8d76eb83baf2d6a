from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from marketplace.accounts.frame import badge_counters
        from orders import handlers, profile_parts  # noqa: F401 - register themselves
        from orders.selectors import how_much_waits

        badge_counters["home"] = how_much_waits
