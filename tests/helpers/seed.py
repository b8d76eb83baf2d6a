"""Run as a program with DATABASE_URL set: puts people into a running place.

`seed.py cast`: the journey's cast, each with a password. `seed.py world`: an object for every address, told by people of
their own; prints their ids and everybody's session as JSON. `seed.py talk`: a room in which much was said, and a
large file. `seed.py desk`: two factories that nobody signs in for, one with an order to answer, one with goods on their way.
`seed.py half`: a factory that has made and passed on a part of what was ordered.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kotoba-no-kagi-2026"
SIGNED_IN = ("hub", "lathe_shop", "plating_shop", "officer", "rival_orderer")


def seed(what: str, place) -> dict:
    """Seed a `places.Place` by a process of its own, as an operator would."""
    from marketplace.serve import engines

    database, redis = engines.addresses(place.var)
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis, "EMBEDDED": "1", "VAR_DIR": str(place.var)}
    done = subprocess.run([sys.executable, __file__, what], check=True, env=env, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def may_sign_in(user) -> None:
    from allauth.account.models import EmailAddress

    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def cast() -> dict:
    import people

    from marketplace.accounts.models import User
    from marketplace.inquiries.models import DutyHub

    for name in SIGNED_IN:
        if User.objects.filter(email=people.mail_of(name)).exists():
            continue  # another journey of the same place was first
        player = people.make(name)
        may_sign_in(player.user)
        if name == "hub":
            DutyHub.objects.create(municipality_id=people.OTA, hub=player.organization)
    return {}


def world() -> dict:
    import people
    from world import build_world

    players = {name: people.make(name, host="world.example.jp") for name in people.CAST}
    ids = build_world(players)
    sessions = {name: player.browser().cookies["sessionid"].value for name, player in players.items()}
    return {"ids": {name: str(public_id) for name, public_id in ids.items()}, "sessions": sessions}


def talk() -> dict:
    from uuid import uuid4

    import people
    import stories
    from django.core.files.uploadedfile import SimpleUploadedFile

    from marketplace.accounts.models import User
    from marketplace.inquiries.services.attachments import attachment_add
    from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
    from messaging.rooms.message_writing import MAX_BODY, Post, write
    from messaging.rooms.services import room_for

    host = f"talk{User.objects.count()}.example.jp"  # as often as somebody seeds it
    orderer, hub = (people.make(name, host=host) for name in ("orderer", "hub"))
    may_sign_in(orderer.user)
    inquiry = stories.posted(orderer)
    large = SimpleUploadedFile("図面.pdf", b"%PDF-1.7\n" + b"x" * 19_000_000)
    attachment = attachment_add(actor=orderer.actor, inquiry=inquiry, upload=large)
    room = room_for(CONSULTATION_ROOM, stories.taken(hub, inquiry))
    write([Post(room.pk, hub.user.pk, hub.organization.pk, uuid4(), "長" * MAX_BODY) for _ in range(30)])
    session = orderer.browser().cookies["sessionid"].value
    return {
        "mail": orderer.user.email,
        "session": session,
        "firm": str(orderer.organization.public_id),
        "room": str(room.public_id),
        "file": str(attachment.public_id),
    }


def desk() -> dict:
    import people
    import stories

    from marketplace.accounts.models import Organization
    from orders.ordering.services.changes import change_propose
    from orders.ordering.services.orders import order_acknowledge, order_issue

    cast = {name: people.make(name, host="desk.example.jp") for name in ("officer", "orderer", "hub")}
    orderer, hub, officer = cast["orderer"], cast["hub"], cast["officer"]
    lathe = cast["lathe_shop"] = people.make_factory("lathe@desk.example.jp", "蒲田 一", "蒲田精機", "0302")
    halls = Organization.objects.filter(is_municipality=True, municipality=people.OTA)  # those of other journeys too
    halls.update(phone="03-5744-1111", fax="03-5744-2222")
    turner, plater = people.make_quiet(officer, "糀谷旋盤所", "0302"), people.make_quiet(officer, "糀谷めっき", "1203")
    root = stories.ordered(orderer, hub, lathe, plater)
    over = stories.worked(lathe, root, 1, good=20)
    plated = root.children.get(supplier=plater.organization)
    change_propose(actor=hub.actor, order=plated, reason="数日早くほしいとのことです", deliver_on=plated.deliver_on)
    other = stories.awarded(orderer, *stories.proposed(orderer, hub, turner, plater)).order
    order_issue(actor=orderer.actor, order=other)
    order_acknowledge(actor=hub.actor, order=stories.fresh(other))
    turned = other.children.get(supplier=turner.organization)
    order_issue(actor=hub.actor, order=turned)
    return {
        "ring": str(root.public_id),
        "turned": str(turned.public_id),
        "over": str(over.public_id),
        "sessions": {name: player.browser().cookies["sessionid"].value for name, player in cast.items()},
    }


def half() -> dict:
    import people
    import stories

    from orders.production.services.hand_overs import hand_over_announce, hand_over_inspect, hand_over_receive
    from orders.production.services.work import work_report, work_start

    names = ("orderer", "hub", "lathe_shop", "rival_lathe_shop", "plating_shop")
    cast = {name: people.make(name, host="half.example.jp") for name in names}
    lathe, plater = cast["lathe_shop"], cast["plating_shop"]
    root = stories.ordered(cast["orderer"], cast["hub"], lathe, plater)
    step = root.ring_steps.select_related("root", "order__supplier").get(position=1)
    work_start(actor=lathe.actor, step=step)
    work_report(actor=lathe.actor, step=stories.fresh(step), good=12)
    to = step.dependents.get()
    over = hand_over_announce(actor=lathe.actor, step=stories.fresh(step), count=10, to_step=to)
    over = hand_over_receive(actor=plater.actor, hand_over=over, count=10)
    hand_over_inspect(actor=plater.actor, hand_over=over)
    return {
        "order": str(root.children.get(supplier=lathe.organization).public_id),
        "sessions": {name: player.browser().cookies["sessionid"].value for name, player in cast.items()},
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    import django

    django.setup()
    print(json.dumps({"cast": cast, "desk": desk, "half": half, "talk": talk, "world": world}[sys.argv[1]]()))
