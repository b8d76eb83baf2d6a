from django.apps import AppConfig


class FactoriesConfig(AppConfig):
    name = "factories"
    default_auto_field = "django.db.models.BigAutoField"
