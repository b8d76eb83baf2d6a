from django.urls import path

from orders.production.views import discrepancies, hand_overs, nonconformities, replacement, rings, slips

urlpatterns = [
    path("orders/<uuid:public_id>/replace/", replacement.replace, name="order_replace"),
    path("rings/<uuid:public_id>/", rings.ring, name="ring"),
    path("work-steps/<uuid:public_id>/start/", rings.start, name="work_start"),
    path("work-steps/<uuid:public_id>/report/", rings.report, name="work_report"),
    path("work-steps/<uuid:public_id>/correct/", rings.correct, name="work_correct"),
    path("work-steps/<uuid:public_id>/reopen/", rings.reopen, name="work_reopen"),
    path("work-steps/<uuid:public_id>/hand-over/", hand_overs.announce, name="hand_over_announce"),
    path("hand-overs/arrived/", slips.arrived, name="hand_over_arrived"),
    path("hand-overs/<uuid:public_id>/slip/", slips.slip, name="hand_over_slip"),
    path("hand-overs/<uuid:public_id>/receive/", hand_overs.receive, name="hand_over_receive"),
    path("hand-overs/<uuid:public_id>/recount/", hand_overs.recount, name="hand_over_recount"),
    path("hand-overs/<uuid:public_id>/inspect/", hand_overs.inspect, name="hand_over_inspect"),
    path("hand-overs/<uuid:public_id>/cancel/", hand_overs.cancel, name="hand_over_cancel"),
    path("nonconformities/<uuid:public_id>/rework/", nonconformities.rework, name="nonconformity_rework"),
    path("nonconformities/<uuid:public_id>/resolve/", nonconformities.resolve, name="nonconformity_resolve"),
    path("nonconformities/<uuid:public_id>/concede/", nonconformities.concede, name="nonconformity_concede"),
    path("nonconformities/<uuid:public_id>/scrap/", nonconformities.scrap, name="nonconformity_scrap"),
    path("discrepancies/<uuid:public_id>/propose/", discrepancies.propose, name="discrepancy_propose"),
    path("discrepancies/<uuid:public_id>/agree/", discrepancies.agree, name="discrepancy_agree"),
    path("photos/<uuid:public_id>/", hand_overs.photo, name="photo"),
]
