"""Sentences that several forms and services say: each stands here once."""

from django.utils.translation import gettext_lazy as _

PROCESS_UNKNOWN = _("工程を一覧から選んでください。")
