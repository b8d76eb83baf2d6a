from django.urls import path

from marketplace.inquiries.views import attachments, compose, inquiries, teasers

urlpatterns = [
    path("ask/", inquiries.inquiry_new, name="inquiry_new"),
    path("ask/read/", compose.inquiry_read, name="inquiry_read"),
    path("wanted/", teasers.wanted, name="wanted"),
    path("wanted/<uuid:public_id>/", teasers.teaser, name="teaser"),
    path("inquiries/<uuid:public_id>/edit/", inquiries.inquiry_edit, name="inquiry_edit"),
    path("inquiries/<uuid:public_id>/save/", inquiries.inquiry_save, name="inquiry_save"),
    path("inquiries/<uuid:public_id>/post/", inquiries.inquiry_post, name="inquiry_post"),
    path("inquiries/<uuid:public_id>/files/", attachments.attachment_add, name="attachment_add"),
    path("inquiries/<uuid:public_id>/answer/", inquiries.inquiry_answer, name="inquiry_answer"),
    path("inquiries/<uuid:public_id>/extend/", inquiries.inquiry_extend, name="inquiry_extend"),
    path("files/<uuid:public_id>/", attachments.attachment, name="attachment"),
    path("files/<uuid:public_id>/preview/", attachments.attachment_preview, name="attachment_preview"),
    path("files/<uuid:public_id>/remove/", attachments.attachment_remove, name="attachment_remove"),
]
