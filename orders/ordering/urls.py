from django.urls import path

from orders.ordering import views

urlpatterns = [
    path("orders/<uuid:public_id>/", views.order, name="order"),
    path("orders/<uuid:public_id>/edit/", views.edit, name="order_edit"),
    path("orders/<uuid:public_id>/issue/", views.issue, name="order_issue"),
    path("orders/<uuid:public_id>/acknowledge/", views.acknowledge, name="order_acknowledge"),
    path("orders/<uuid:public_id>/refuse/", views.refuse, name="order_refuse"),
    path("orders/<uuid:public_id>/cancel/", views.cancel, name="order_cancel"),
    path("orders/<uuid:public_id>/pay/", views.pay, name="order_pay"),
    path("orders/<uuid:public_id>/payment-notice/", views.payment_notice, name="payment_notice"),
    path("orders/<uuid:public_id>/rate/", views.rate, name="order_rate"),
    path("orders/<uuid:public_id>/change/", views.propose_change, name="change_propose"),
    path("changes/<uuid:public_id>/agree/", views.agree_to_change, name="change_agree"),
    path("changes/<uuid:public_id>/reject/", views.reject_change, name="change_reject"),
    path("changes/<uuid:public_id>/withdraw/", views.withdraw_change, name="change_withdraw"),
    path("orders/<uuid:public_id>/terminate/", views.terminate, name="order_terminate"),
    path("terminations/<uuid:public_id>/counter/", views.counter_termination, name="termination_counter"),
    path("terminations/<uuid:public_id>/agree/", views.agree_to_termination, name="termination_agree"),
    path("terminations/<uuid:public_id>/withdraw/", views.withdraw_termination, name="termination_withdraw"),
    path("papers/<uuid:public_id>.pdf", views.paper, name="order_paper"),
]
