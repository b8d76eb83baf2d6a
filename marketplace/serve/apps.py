from django.apps import AppConfig


class ServeConfig(AppConfig):
    name = "marketplace.serve"
    label = "serve"
