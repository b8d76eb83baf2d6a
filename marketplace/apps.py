from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from factories.selectors import profile_parts
        from marketplace.selectors.record import response_part

        profile_parts.append(response_part)
