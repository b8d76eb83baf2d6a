from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "messaging.rooms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts.frame import badge_counters
        from marketplace.kernel.registry import load_modules
        from messaging.rooms.selectors import unread_count

        badge_counters["talk"] = unread_count
        load_modules("messaging.rooms.kinds")
