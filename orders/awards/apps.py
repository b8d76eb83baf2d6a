from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "orders.awards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orders.awards.services import award_fall
        from orders.ordering.hooks import endings

        endings.append(award_fall)
