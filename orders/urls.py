from django.urls import path

from orders.views import awards, orders, rings

urlpatterns = [
    path("inquiries/<uuid:public_id>/compare/", awards.compare, name="compare"),
    path("inquiries/<uuid:public_id>/award/", awards.award, name="award"),
    path("inquiries/<uuid:public_id>/award/cancel/", awards.award_cancel, name="award_cancel"),
    path("orders/<uuid:public_id>/", orders.order, name="order"),
    path("orders/<uuid:public_id>/issue/", orders.issue, name="order_issue"),
    path("orders/<uuid:public_id>/acknowledge/", orders.acknowledge, name="order_acknowledge"),
    path("orders/<uuid:public_id>/refuse/", orders.refuse, name="order_refuse"),
    path("orders/<uuid:public_id>/cancel/", orders.cancel, name="order_cancel"),
    path("orders/<uuid:public_id>/pay/", orders.pay, name="order_pay"),
    path("orders/<uuid:public_id>/rate/", orders.rate, name="order_rate"),
    path("orders/<uuid:public_id>/replace/", orders.replace, name="order_replace"),
    path("orders/<uuid:public_id>/change/", orders.change_propose, name="change_propose"),
    path("changes/<uuid:public_id>/", orders.change_answer, name="change_answer"),
    path("statements/<uuid:public_id>.pdf", orders.statement_pdf, name="statement_pdf"),
    path("rings/<uuid:public_id>/", rings.ring, name="ring"),
    path("steps/<uuid:public_id>/start/", rings.step_start, name="step_start"),
    path("steps/<uuid:public_id>/report/", rings.work_report, name="work_report"),
    path("steps/<uuid:public_id>/reopen/", rings.step_reopen, name="step_reopen"),
    path("steps/<uuid:public_id>/hand-over/", rings.hand_over, name="hand_over"),
    path("hand-overs/<uuid:public_id>/receive/", rings.receive, name="hand_over_receive"),
    path("hand-overs/<uuid:public_id>/inspect/", rings.inspect, name="hand_over_inspect"),
    path("hand-overs/<uuid:public_id>/cancel/", rings.hand_over_cancel, name="hand_over_cancel"),
    path("nonconformities/<uuid:public_id>/", rings.nonconformity, name="nonconformity"),
    path("photos/<uuid:public_id>/", rings.photo, name="photo"),
]
