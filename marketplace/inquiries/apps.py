from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesConfig(AppConfig):
    name = "marketplace.inquiries"
    label = "inquiries"
    verbose_name = _("相談")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts.joining import onwards
        from marketplace.inquiries.policies import visible_inquiries
        from marketplace.inquiries.session_draft import where_words_wait
        from marketplace.kernel.watching import watchable

        onwards.append(where_words_wait)
        watchable.append(visible_inquiries)
