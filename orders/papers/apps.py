from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "orders.papers"

    def ready(self) -> None:
        from marketplace.kernel.registry import load_modules

        load_modules("orders.papers", "paper")
