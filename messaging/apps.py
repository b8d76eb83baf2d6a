from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from marketplace.accounts.frame import badge_counters
        from messaging import handlers  # noqa: F401 - registers itself with the outbox
        from messaging.reading import unread_count

        badge_counters["talk"] = unread_count
