from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "orders.ordering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.inquiries.policies import file_readers
        from marketplace.kernel.watching import watchable
        from orders.ordering import handlers  # noqa: F401 - registers itself
        from orders.ordering.policies import makes, visible_ring_parents

        file_readers.append(makes)
        watchable.append(visible_ring_parents)
