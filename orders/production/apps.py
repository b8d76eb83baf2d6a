from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "orders.production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orders.ordering.hooks import endings, makings, recomputations
        from orders.production.balance import made_of
        from orders.production.services.recompute import recompute
        from orders.production.services.replacement import ring_stop, steps_vacate

        recomputations.append(recompute)
        endings += [steps_vacate, ring_stop]
        makings.append(made_of)
