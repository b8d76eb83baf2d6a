from django.urls import path

from marketplace.sourcing.views import cards, inquiries, plans, proposals, quotes, requests

urlpatterns = [
    path("inquiries/<uuid:public_id>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<uuid:public_id>/card/", cards.inquiry_card, name="inquiry_card"),
    path("inquiries/<uuid:public_id>/cancel/", inquiries.inquiry_cancel, name="inquiry_cancel"),
    path("inquiries/<uuid:public_id>/close/", inquiries.inquiry_close, name="inquiry_close"),
    path("inquiries/<uuid:public_id>/revise/", inquiries.inquiry_revise, name="inquiry_revise"),
    path("inquiries/<uuid:public_id>/reopen/", inquiries.inquiry_reopen, name="inquiry_reopen"),
    path("inquiries/<uuid:public_id>/fail/", inquiries.inquiry_fail, name="inquiry_fail"),
    path("inquiries/<uuid:public_id>/take/", proposals.take, name="take"),
    path("proposals/<uuid:public_id>/", proposals.workbench, name="workbench"),
    path("proposals/<uuid:public_id>/plan/", plans.plan, name="proposal_plan"),
    path("proposals/<uuid:public_id>/card/", cards.proposal_card, name="proposal_card"),
    path("proposals/<uuid:public_id>/ask/", requests.ask, name="proposal_ask"),
    path("proposals/<uuid:public_id>/margin/", proposals.margin, name="margin"),
    path("proposals/<uuid:public_id>/submit/", proposals.submit, name="proposal_submit"),
    path("proposals/<uuid:public_id>/take-back/", proposals.take_back, name="proposal_take_back"),
    path("proposals/<uuid:public_id>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("proposals/<uuid:public_id>/revision/", proposals.revision, name="proposal_revision"),
    path("slots/<uuid:public_id>/ask/", requests.slot_ask, name="slot_ask"),
    path("slots/<uuid:public_id>/change/", plans.slot_change, name="slot_change"),
    path("requests/<uuid:public_id>/drop/", requests.invitation_drop, name="invitation_drop"),
    path("quotes/<uuid:public_id>/select/", proposals.quote_select, name="quote_select"),
    path("questions/<uuid:public_id>/answer/", requests.answer_question, name="question_answer"),
    path("requests/<uuid:public_id>/", quotes.invitation, name="invitation"),
    path("requests/<uuid:public_id>/sheet/", quotes.request_sheet, name="request_sheet"),
    path("requests/<uuid:public_id>/check/", quotes.check, name="quote_check"),
    path("requests/<uuid:public_id>/receipt/", quotes.receipt, name="quote_receipt"),
    path("requests/<uuid:public_id>/withdraw/", quotes.withdraw, name="quote_withdraw"),
    path("requests/<uuid:public_id>/question/", quotes.question, name="question_ask"),
]
