from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "marketplace.inquiries"
    label = "inquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts.joining import onwards
        from marketplace.inquiries.policies import visible_inquiries
        from marketplace.inquiries.session_draft import where_words_wait
        from marketplace.kernel.watching import watchable

        onwards.append(where_words_wait)
        watchable.append(visible_inquiries)
