"""Run as a program with DATABASE_URL set: rooms of an order each with many signed-in members; prints them as JSON."""

import json
import os
import sys
import uuid
from pathlib import Path

from marketplace.inquiries.services.inquiries import inquiry_draft, inquiry_post
from marketplace.sourcing.services.proposals import proposal_take
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

import django

django.setup()

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from marketplace.accounts.models import TERMS_VERSION, Membership, Organization, User
from marketplace.kernel.actors import Actor
from messaging.rooms.services import room_for


def session_of(user) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def main(rooms: int, members: int) -> None:
    made = []
    orderer = Organization.objects.create(name="頼み手", municipality_id="131113", is_orderer=True)
    person = User.objects.create_user("o@example.jp", name="頼", terms_version=TERMS_VERSION)
    for number in range(rooms):
        hub = Organization.objects.create(name=f"まとめ{number}", municipality_id="131113", is_hub=True)
        sessions = []
        for member in range(members):
            user = User.objects.create_user(
                f"m{number}-{member}@example.jp", name=f"人{member}", terms_version=TERMS_VERSION
            )
            Membership.objects.create(user=user, organization=hub, role="owner")
            sessions.append(session_of(user))
        inquiry = inquiry_draft(actor=Actor(person, orderer, "owner"), text=f"相談{number}")
        inquiry = inquiry_post(actor=Actor(person, orderer, "owner"), inquiry=inquiry)
        proposal = proposal_take(actor=Actor(user, hub, "owner"), inquiry=inquiry, first_answer="はい")
        room = room_for(CONSULTATION_ROOM, proposal)
        made.append({"id": str(room.public_id), "seq": 0, "organization": str(hub.public_id), "sessions": sessions})
    print(json.dumps({"rooms": made, "run": str(uuid.uuid4())}))


main(int(sys.argv[1]), int(sys.argv[2]))
