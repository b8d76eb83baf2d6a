from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from factories.selectors import profile_parts
        from marketplace.accounts.frame import badge_counters
        from orders import handlers  # noqa: F401 - registers itself with the outbox
        from orders.selectors import how_much_waits, profile_part

        badge_counters["home"] = how_much_waits
        profile_parts.append(profile_part)
