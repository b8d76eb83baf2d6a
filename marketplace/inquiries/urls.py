from django.urls import path

from marketplace.inquiries.views import attachments, drafts, reading, teasers

urlpatterns = [
    path("ask/", drafts.begin, name="inquiry_new"),
    path("ask/go-on/", drafts.go_on, name="inquiry_go_on"),
    path("ask/read/", reading.read, name="inquiry_read"),
    path("ask/read/on/", reading.read_on, name="inquiry_read_on"),
    path("wanted/", teasers.wanted, name="wanted"),
    path("wanted/<uuid:public_id>/", teasers.teaser, name="teaser"),
    path("inquiries/<uuid:public_id>/edit/", drafts.edit, name="inquiry_edit"),
    path("inquiries/<uuid:public_id>/save/", drafts.save, name="inquiry_save"),
    path("inquiries/<uuid:public_id>/keep/", drafts.keep, name="inquiry_keep"),
    path("inquiries/<uuid:public_id>/ask-on/", drafts.ask_on, name="inquiry_ask_on"),
    path("inquiries/<uuid:public_id>/post/", drafts.post, name="inquiry_post"),
    path("files/<uuid:public_id>/", attachments.attachment, name="attachment"),
    path("files/<uuid:public_id>/preview/", attachments.preview, name="attachment_preview"),
    path("files/<uuid:public_id>/remove/", attachments.remove, name="attachment_remove"),
]
