from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "orders.ordering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.kernel.watching import watchable
        from orders.ordering import handlers  # noqa: F401 - registers itself
        from orders.ordering.policies import visible_ring_parents

        watchable.append(visible_ring_parents)
