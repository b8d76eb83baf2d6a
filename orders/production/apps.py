from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "orders.production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orders.ordering.hooks import endings, recomputations
        from orders.production.services.recompute import recompute
        from orders.production.services.replacement import steps_vacate

        recomputations.append(recompute)
        endings.append(steps_vacate)
