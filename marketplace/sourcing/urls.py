from django.urls import path

from marketplace.sourcing.views import boards, cards, inquiries, plans, proposals, quotations, rfqs

urlpatterns = [
    path("inquiries/<uuid:public_id>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<uuid:public_id>/card/", cards.inquiry_card, name="inquiry_card"),
    path("inquiries/<uuid:public_id>/cancel/", inquiries.inquiry_cancel, name="inquiry_cancel"),
    path("inquiries/<uuid:public_id>/close/", inquiries.inquiry_close, name="inquiry_close"),
    path("inquiries/<uuid:public_id>/revise/", inquiries.inquiry_revise, name="inquiry_revise"),
    path("inquiries/<uuid:public_id>/take/", inquiries.take, name="take"),
    path("proposals/<uuid:public_id>/", boards.board, name="board"),
    path("proposals/<uuid:public_id>/plan/", plans.plan, name="proposal_plan"),
    path("proposals/<uuid:public_id>/plan/row/", plans.add_row, name="plan_row_add"),
    path("proposals/<uuid:public_id>/card/", cards.proposal_card, name="proposal_card"),
    path("proposals/<uuid:public_id>/rfqs/", rfqs.send, name="rfqs_send"),
    path("proposals/<uuid:public_id>/margin/", proposals.set_margin, name="margin"),
    path("proposals/<uuid:public_id>/submit/", proposals.submit, name="proposal_submit"),
    path("proposals/<uuid:public_id>/take-back/", proposals.take_back, name="proposal_take_back"),
    path("proposals/<uuid:public_id>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("proposals/<uuid:public_id>/revision/", proposals.accept_revision, name="proposal_revision"),
    path("steps/<uuid:public_id>/rfqs/", rfqs.add, name="rfq_add"),
    path("steps/<uuid:public_id>/change/", plans.change_step, name="step_change"),
    path("rfqs/<uuid:public_id>/drop/", rfqs.drop, name="rfq_drop"),
    path("quotations/<uuid:public_id>/select/", proposals.select, name="quotation_select"),
    path("questions/<uuid:public_id>/answer/", rfqs.answer_question, name="question_answer"),
    path("rfqs/<uuid:public_id>/", quotations.rfq, name="rfq"),
    path("rfqs/<uuid:public_id>/sheet/", quotations.request_sheet, name="request_sheet"),
    path("rfqs/<uuid:public_id>/check/", quotations.check, name="quotation_check"),
    path("rfqs/<uuid:public_id>/receipt/", quotations.receipt, name="quotation_receipt"),
    path("rfqs/<uuid:public_id>/withdraw/", quotations.withdraw, name="quotation_withdraw"),
    path("rfqs/<uuid:public_id>/question/", quotations.ask_back, name="question_ask"),
]
