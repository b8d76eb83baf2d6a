from django.urls import path

from factories.consent import views

urlpatterns = [
    path("factories/entered/", views.entered, name="proxies"),
    path("factories/enter/", views.enter, name="firm_enter"),
    path("factories/<uuid:public_id>/consent/", views.record, name="consent_record"),
    path("consents/<uuid:public_id>/letter/", views.letter, name="letter"),
    path("consents/<uuid:public_id>/mail/", views.mail, name="letter_mail"),
    path("consents/<uuid:public_id>/confirm/", views.confirm, name="consent_confirm"),
    path("consents/<uuid:public_id>/deny/", views.deny, name="consent_deny"),
    path("consents/<uuid:public_id>/notified/", views.notified, name="consent_notified"),
    path("consents/<uuid:public_id>/end/", views.end, name="consent_end"),
    path("claim/<str:token>/", views.claim, name="firm_claim"),
    path("claim/<str:token>/take/", views.take_over, name="firm_take_over"),
    path("claims/<uuid:public_id>/stop/", views.stop, name="claim_stop"),
]
