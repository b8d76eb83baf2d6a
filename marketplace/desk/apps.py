from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "marketplace.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts.frame import badge_counters
        from marketplace.kernel.registry import load_from_apps
        from marketplace.kernel.todos import todo_count

        badge_counters["home"] = todo_count
        load_from_apps("todos")
