from django.urls import path

from orders.production.views import replacement, rings

urlpatterns = [
    path("orders/<uuid:public_id>/replace/", replacement.replace, name="order_replace"),
    path("rings/<uuid:public_id>/", rings.ring, name="ring"),
    path("work-steps/<uuid:public_id>/start/", rings.start, name="work_start"),
    path("work-steps/<uuid:public_id>/report/", rings.report, name="work_report"),
    path("work-steps/<uuid:public_id>/reopen/", rings.reopen, name="work_reopen"),
    path("work-steps/<uuid:public_id>/hand-over/", rings.hand_over, name="hand_over"),
    path("hand-overs/<uuid:public_id>/receive/", rings.receive, name="hand_over_receive"),
    path("hand-overs/<uuid:public_id>/inspect/", rings.inspect, name="hand_over_inspect"),
    path("hand-overs/<uuid:public_id>/cancel/", rings.cancel, name="hand_over_cancel"),
    path("nonconformities/<uuid:public_id>/", rings.nonconformity, name="nonconformity"),
    path("photos/<uuid:public_id>/", rings.photo, name="photo"),
]
