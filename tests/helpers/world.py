"""Every address of the place with an object for it, and what each role finds there."""

import io
from datetime import date

import people
import stories
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from PIL import Image

from factories.consent.services.claims import claim_link, firm_claim, letter_mail
from factories.consent.services.consents import consent_record, firm_enter
from factories.importing.services.batches import import_preview
from factories.profile.services.capabilities import machine_set
from factories.profile.services.profile import certificates_declare, photo_add
from marketplace.accounts.addresses import address_changed
from marketplace.accounts.claims import live_link, token_of
from marketplace.accounts.invitations import member_invite
from marketplace.accounts.models import User
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.sourcing.services.questions import question_ask
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.services import room_for
from orders.ordering.services.changes import change_propose
from orders.ordering.services.terminations import termination_propose
from orders.production.services.hand_overs import hand_over_announce
from orders.production.services.work import work_report, work_start

ROLES = ("visitor", "rival_orderer", "rival_hub", "rival_lathe_shop", "officer", "orderer", "hub", "lathe_shop")
#: For pages (GET): the statuses in the order of ROLES. `o`: 200, `x`: 404, `>`: 302 (to sign in, or onwards).
PAGES = {
    "front": "oooooooo",
    "healthz": "oooooooo",
    "readyz": "oooooooo",
    "words": "oooooooo",
    "dev_mail": "oooooooo",
    "address_take_back": "oooooooo",
    "wanted": "oooooooo",
    "inquiry_new": "o>>>>>>>",
    "teaser": "oooooooo",
    "join": ">>>>>>>>",
    "home": ">ooooooo",
    "cases": ">ooooooo",
    "me": ">ooooooo",
    "invitation": ">xoxxxxx",  # it went to the rival hub's address
    "my_factory": ">xx>xxx>",
    "factories": ">ooooooo",
    "factory": ">ooooooo",
    "factory_card": "oooooooo",
    "factory_photo": "oooooooo",
    "factory_edit": ">xxxoxxo",  # the officer has the shop's consent
    "factory_screen": ">xxxoxxo",
    "certificate_edit": ">xxxoxxo",
    "letter": ">xxxoxxx",  # the town hall's own consent
    "proxies": ">xoxoxox",
    "firm_enter": ">xoxoxox",
    "consent_record": ">xxxoxxx",  # the shop has an account: only its own town hall may
    "firm_claim": "oooooooo",
    "imports": ">xoxoxox",
    "import_template_csv": ">xoxoxox",
    "import_template_xlsx": ">xoxoxox",
    "import_batch": ">xxxoxxx",  # the list of the officer
    "import_errors": ">xxxoxxx",
    "factories_export": ">xoooxoo",  # a factory gets its own entry
    "book": ">ooooooo",
    "word_suggest": ">ooooooo",
    "municipality": ">xxxoxxx",
    "rooms": ">ooooooo",
    "notices": ">ooooooo",
    "inquiry": ">xoxxo>x",  # a hub in scope may read and take it; the hub that took it goes to its board
    "inquiry_card": ">xoxxoox",
    "proposal_card": ">xxxxxox",
    "calibration": ">xxxxxxx",  # operators alone
    "inquiry_edit": ">xxxx>xx",
    "inquiry_revise": ">xxxxoxx",
    "compare": ">xxxxoxx",
    "attachment": "xxxxxooo",
    "attachment_preview": "xxxxxooo",
    "board": ">xxxxxox",
    "proposal_plan": ">xxxxxox",
    "step_change": ">xxxxxox",
    "rfq": ">xxxxxxo",
    "request_sheet": ">xxxxxxo",
    "quotation_check": ">xxxxxxo",
    "quotation_receipt": ">xxxxxx>",
    "order": ">xxxxoox",
    "order_replace": ">xxxxxox",
    "payment_notice": ">xxxxxxx",  # nothing is paid yet
    "order_paper": ">xxxxoox",
    "ring": ">xxxxooo",
    "photo": ">xxxxooo",
    "hand_over_arrived": ">ooooooo",
    "hand_over_slip": ">xxxxxxo",  # who gives the goods; who takes them is none of these
    "room": ">xxxxoox",
    "room_since": ">xxxxoox",
    "room_open": ">xxxx>>x",
}

#: In a quotation that is sealed for every one of the roles.
SEALED_YEN, SEALED_REMARK = 7_654_321, "カナリア"
#: Addresses that only take POST: who is not an outsider to the object (its refusal is then about state or right, not 404).
POSTS = {
    "text_size": ROLES,
    "language": ROLES,
    "switch": ROLES[1:],
    "session_end": ROLES[1:],
    "member_invite": ROLES[1:],
    "member_leave": ROLES[1:],
    "member_remove": ("rival_orderer",),
    "member_role_set": ("rival_orderer",),
    "invitation_withdraw": ("orderer",),
    "invitation_accept": ("rival_hub",),
    "invitation_decline": ("rival_hub",),
    "factory_availability": ("lathe_shop", "officer"),
    "factory_photo_add": ("lathe_shop", "officer"),
    "factory_photo_remove": ("lathe_shop", "officer"),
    "machine_change": ("lathe_shop", "officer"),
    "machine_remove": ("lathe_shop", "officer"),
    "certificate_check": ROLES[1:],
    "consent_notified": ("officer",),
    "letter_mail": ("officer",),
    "consent_confirm": ("officer",),
    "consent_deny": ("officer",),
    "claim_stop": ("officer",),
    "firm_take_over": ROLES[1:],  # whoever holds the secret
    "consent_end": ("lathe_shop", "officer"),
    "book_add": ROLES[1:],
    "book_remove": ROLES[1:],
    "import_apply": ("officer",),
    "import_discard": ("officer",),
    "import_undo": ("officer",),
    "availability": ("lathe_shop", "rival_lathe_shop"),
    "inquiry_read": ROLES,  # any words; nothing is kept
    "inquiry_read_on": ROLES,
    "inquiry_go_on": ROLES,
    "inquiry_save": ("orderer",),
    "inquiry_keep": ("orderer",),
    "inquiry_ask_on": ("orderer",),
    "inquiry_answer": ("orderer",),
    "inquiry_post": ("orderer",),
    "attachment_add": ("orderer", "hub", "rival_hub"),
    "inquiry_cancel": ("orderer",),
    "inquiry_close": ("orderer",),
    "inquiry_extend": ("orderer",),
    "inquiry_reopen": ("orderer",),
    "inquiry_fail": ("orderer",),
    "take": ("orderer", "hub", "rival_hub"),
    "attachment_remove": ("orderer",),
    "plan_row_add": ("hub",),
    "rfqs_send": ("hub",),
    "margin": ("hub",),
    "proposal_submit": ("hub",),
    "proposal_take_back": ("hub",),
    "proposal_withdraw": ("hub",),
    "proposal_revision": ("hub",),
    "rfq_add": ("hub",),
    "rfq_drop": ("hub",),
    "quotation_select": (),  # sealed: not even the hub, and the factory does not choose
    "question_answer": ("hub",),
    "quotation_withdraw": ("lathe_shop",),
    "question_ask": ("lathe_shop",),
    "award": ("orderer",),
    "award_cancel": ("orderer",),
    "order_edit": ("orderer", "hub"),
    "order_issue": ("orderer", "hub"),
    "order_acknowledge": ("orderer", "hub"),
    "order_refuse": ("orderer", "hub"),
    "order_cancel": ("orderer", "hub"),
    "order_pay": ("orderer", "hub"),
    "order_rate": ("orderer", "hub"),
    "change_propose": ("orderer", "hub"),
    "change_agree": ("orderer", "hub"),
    "change_reject": ("orderer", "hub"),
    "change_withdraw": ("orderer", "hub"),
    "order_terminate": ("orderer", "hub"),
    "termination_counter": ("orderer", "hub"),
    "termination_agree": ("orderer", "hub"),
    "termination_withdraw": ("orderer", "hub"),
    "work_start": ("orderer", "hub", "lathe_shop"),
    "work_report": ("orderer", "hub", "lathe_shop"),
    "work_reopen": ("orderer", "hub", "lathe_shop"),
    "work_correct": ("orderer", "hub", "lathe_shop"),
    "hand_over_recount": ("orderer", "hub", "lathe_shop"),
    "discrepancy_propose": ("hub", "lathe_shop"),
    "discrepancy_agree": ("hub", "lathe_shop"),
    "hand_over_announce": ("orderer", "hub", "lathe_shop"),
    "hand_over_receive": ("orderer", "hub", "lathe_shop"),
    "hand_over_inspect": ("orderer", "hub", "lathe_shop"),
    "hand_over_cancel": ("orderer", "hub", "lathe_shop"),
    "nonconformity_rework": ("orderer", "hub", "lathe_shop"),
    "nonconformity_resolve": ("orderer", "hub", "lathe_shop"),
    "nonconformity_concede": ("orderer", "hub", "lathe_shop"),
    "nonconformity_scrap": ("orderer", "hub", "lathe_shop"),
}

#: Names of allauth's own pages and of the machinery: their rights are that library's.
FOREIGN = ("account_", "socialaccount_", "mfa_", "usersessions_")


def own_names() -> set[str]:
    names = {n for n in get_resolver().reverse_dict if isinstance(n, str)}
    return {n for n in names if not n.startswith(FOREIGN)}


def photo_file(name="p.png"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


OBJECT = {
    "teaser": "inquiry", "inquiry": "inquiry", "inquiry_card": "inquiry", "inquiry_answer": "inquiry", "proposal_card": "proposal", "inquiry_edit": "inquiry", "inquiry_save": "inquiry", "inquiry_keep": "inquiry", "inquiry_ask_on": "inquiry", "inquiry_post": "inquiry",
    "attachment_add": "inquiry", "inquiry_cancel": "inquiry", "inquiry_close": "inquiry", "inquiry_extend": "inquiry", "inquiry_revise": "inquiry", "inquiry_reopen": "inquiry", "inquiry_fail": "inquiry",
    "take": "inquiry", "compare": "inquiry", "award": "inquiry", "award_cancel": "inquiry",
    "attachment": "attachment", "attachment_preview": "attachment", "attachment_remove": "attachment",
    "board": "proposal", "proposal_plan": "proposal", "plan_row_add": "proposal", "rfqs_send": "proposal", "margin": "proposal",
    "proposal_submit": "proposal", "proposal_take_back": "proposal", "proposal_withdraw": "proposal",
    "proposal_revision": "proposal", "rfq_add": "process_step", "step_change": "process_step", "rfq_drop": "rfq",
    "quotation_select": "quotation", "question_answer": "question", "rfq": "rfq", "request_sheet": "rfq", "quotation_check": "rfq",
    "quotation_receipt": "rfq", "quotation_withdraw": "rfq", "question_ask": "rfq", "factory": "factory",
    "order": "order", "order_issue": "order", "order_acknowledge": "order", "order_refuse": "order", "order_cancel": "order",
    "order_pay": "order", "order_rate": "order", "order_replace": "refused", "payment_notice": "order", "change_propose": "order", "ring": "order",
    "change_agree": "change", "change_reject": "change", "change_withdraw": "change", "order_terminate": "order", "termination_counter": "termination", "termination_agree": "termination", "termination_withdraw": "termination", "order_edit": "order", "order_paper": "paper", "work_start": "work_step", "work_report": "work_step",
    "work_reopen": "work_step", "work_correct": "work_step", "hand_over_recount": "over", "discrepancy_propose": "discrepancy",
    "discrepancy_agree": "discrepancy", "hand_over_announce": "work_step", "hand_over_receive": "over", "hand_over_inspect": "over",
    "hand_over_cancel": "over", "nonconformity_rework": "fault", "nonconformity_resolve": "fault", "nonconformity_concede": "fault", "nonconformity_scrap": "fault", "photo": "photo", "hand_over_slip": "over", "room": "room", "room_since": "room",
    "member_remove": "user", "member_role_set": "user", "invitation": "invitation", "invitation_withdraw": "invitation", "invitation_accept": "invitation", "invitation_decline": "invitation",
    "factory_card": "factory", "factory_edit": "factory", "factory_screen": "factory", "factory_availability": "factory",
    "factory_photo_add": "factory", "factory_photo": "factory_photo", "factory_photo_remove": "factory_photo", "consent_record": "factory",
    "book_add": "factory", "book_remove": "factory", "machine_change": "machine", "machine_remove": "machine", "certificate_edit": "certificate", "certificate_check": "certificate",
    "letter": "consent", "consent_notified": "consent", "consent_end": "consent", "firm_claim": "token", "firm_take_over": "token", "letter_mail": "consent", "consent_confirm": "consent", "consent_deny": "consent", "claim_stop": "claim",
    "address_take_back": "address",
    "import_batch": "batch", "import_errors": "batch", "import_apply": "batch", "import_discard": "batch", "import_undo": "batch",
}  # fmt: skip


def address(name: str, ids: dict) -> str:
    if name == "room_open":
        return reverse(name, args=["consultation", ids["proposal"]])
    if name == "factory_screen":
        return reverse(name, args=[ids["factory"], 3])
    return reverse(name, args=[ids[OBJECT[name]]] if name in OBJECT else [])


def build_world(players: dict) -> dict:
    """One case being quoted, another one ordered and in work. Gives the public id of an object for every address."""
    orderer, hub, lathe_shop, plating_shop = (players[n] for n in ("orderer", "hub", "lathe_shop", "plating_shop"))
    inquiry = stories.posted(orderer)
    attachment = attachment_add(actor=orderer.actor, inquiry=inquiry, upload=photo_file())
    third_shop = people.make_factory("third@example.jp", "森 実", "森旋盤", "0302")
    planned = stories.planned(hub, stories.taken(hub, inquiry))
    proposal = stories.asked(hub, planned, [lathe_shop, third_shop], [plating_shop])
    rfq = stories.rfq_of(lathe_shop, proposal)
    quotation = quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=98_765, days=3)
    for shop in (third_shop, plating_shop):  # in the step that the board opens with, and in the other one
        own = stories.rfq_of(shop, proposal)
        sealed = quotation_draft(actor=shop.actor, rfq=own, total_yen=SEALED_YEN, days=3, remark=SEALED_REMARK)
        quotation_submit(actor=shop.actor, quotation=sealed, shown=sealed.said)
    question = question_ask(actor=lathe_shop.actor, rfq=rfq, text="材料は支給ですか")
    draft = inquiry_draft(actor=orderer.actor, text="下書き")
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    step = root.ring_steps.get(position=1)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20, is_done=True)
    over = hand_over_announce(
        actor=lathe_shop.actor,
        step=stories.fresh(step),
        count=20,
        to_step=root.ring_steps.get(position=2),
        photos=[photo_file()],
    )
    fault = stories.passed_on(plating_shop, over, rejected=1, description="きず").nonconformities.get()
    discrepancy = stories.short(orderer, hub, lathe_shop, plating_shop)
    refused = stories.refused(orderer, hub, lathe_shop, plating_shop)
    change = change_propose(actor=hub.actor, order=root, reason="めっきの都合", deliver_on=root.deliver_on)
    termination = termination_propose(actor=hub.actor, order=root, reason="手が足りません", amount_yen=0)
    room = room_for(CONSULTATION_ROOM, proposal)
    shop, officer = lathe_shop.factory, players["officer"]
    photo = photo_add(actor=lathe_shop.actor, factory=shop, upload=photo_file(), caption="旋盤")
    machine = machine_set(actor=lathe_shop.actor, factory=shop, name="NC旋盤")
    certificates_declare(actor=lathe_shop.actor, factory=shop, names=["ISO 9001"])
    said = {"consented_by": "矢口 実", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "画面を使わないため"}
    consent = consent_record(actor=officer.actor, factory=shop, **said)
    municipality = officer.organization.municipality
    entered = firm_enter(actor=officer.actor, name="羽田研磨", municipality=municipality, **said)
    listed = "会社名,所在地,電話\n六郷製作所,大田区仲六郷1,03-0000-0001\n,大田区,\n".encode("cp932")
    batch = import_preview(actor=officer.actor, filename="kumiai.csv", content=listed, **said)
    rival = players["rival_hub"].user
    EmailAddress.objects.create(user=rival, email=rival.email, verified=True, primary=True)
    invitation = member_invite(actor=orderer.actor, email=rival.email, role="member")
    mailed = firm_enter(actor=officer.actor, name="大森研磨", municipality=municipality, email="o@example.jp", **said)
    letter_mail(actor=officer.actor, consent=mailed.consents.get(), address="o@example.jp")
    taker = User.objects.create_user("taker@example.jp", name="大森 一")
    claim = firm_claim(user=taker, token=token_of(live_link(mailed.organization)))
    return {
        "batch": batch.public_id,
        "draft": draft.public_id,
        "inquiry": inquiry.public_id,
        "attachment": attachment.public_id,
        "proposal": proposal.public_id,
        "process_step": rfq.step.public_id,
        "rfq": rfq.public_id,
        "quotation": quotation.public_id,
        "question": question.public_id,
        "factory": lathe_shop.factory.public_id,
        "order": root.public_id,
        "work_step": step.public_id,
        "over": over.public_id,
        "photo": over.photos.get().stored.public_id,
        "fault": fault.public_id,
        "discrepancy": discrepancy.public_id,
        "change": change.public_id,
        "termination": termination.public_id,
        "refused": refused.public_id,
        "paper": root.papers.get().public_id,
        "room": room.public_id,
        "factory_photo": photo.public_id,
        "machine": machine.public_id,
        "certificate": shop.certificates.get().public_id,
        "consent": consent.public_id,
        "token": claim_link(actor=officer.actor, factory=entered),
        "address": address_changed(user=players["orderer"].user, former="former@example.jp"),
        "claim": claim.public_id,
        "user": players["rival_orderer"].user.public_id,
        "invitation": invitation.public_id,
    }
