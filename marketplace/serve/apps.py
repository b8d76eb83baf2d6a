from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ServeConfig(AppConfig):
    name = "marketplace.serve"
    label = "serve"

    def ready(self) -> None:
        autodiscover_modules("sweeps")
