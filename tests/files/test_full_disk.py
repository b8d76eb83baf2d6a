"""A full disk: plain words, what was typed is kept, nothing half written, reads go on, and afterwards all is well."""

import errno
import os
import resource
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import stories
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from world import photo_file

from marketplace.inquiries.services.attachments import attachment_add
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import disk, relay
from marketplace.kernel.models import OutboxEvent

WORDS = "置き場所がいっぱいで、保存できませんでした。"
KINDS = [errno.ENOSPC, errno.EDQUOT, errno.EFBIG]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "location", str(tmp_path / "files"))
    return tmp_path / "files"


def kept(folder: Path) -> list[str]:
    """Every file, half written ones and those of another name among them."""
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())


@contextmanager
def no_file_larger_than(size: int):
    """The kernel refuses to write on, in this process and really."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def full_from(number: int, kind: int):
    """The disk takes files until this one."""
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) >= number:
            raise OSError(kind, os.strerror(kind))
        return real(descriptor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield
    assert len(calls) >= number


def drawing(name="図面.pdf", size=0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + bytes(size))


@pytest.fixture
def draft(orderer):
    return inquiry_draft(actor=orderer.actor, title="飲み物ホルダー", text=stories.TEXT)


@pytest.mark.parametrize(("number", "kind"), [(1, KINDS[0]), (2, KINDS[1]), (3, KINDS[2])])
def test_of_several_files_all_stay_or_none(number, kind, draft, orderer, own_folder):
    """A drawing, a photo and its preview are three files: whichever finds no room takes the others with it."""
    add = reverse("attachment_add", args=[draft.public_id])
    with full_from(number, kind):
        page = orderer.refused(add, 507, files=[drawing(), photo_file()])
    assert WORDS in page and "飲み物ホルダー" in page
    assert kept(own_folder) == []
    assert orderer.press(add, files=[drawing(), photo_file()]).status_code == 302
    assert len(kept(own_folder)) == 3


@pytest.mark.parametrize("size", [200_000, 4_000_000])
def test_a_file_that_finds_no_room_on_its_way(size, draft, orderer, own_folder):
    """It is written to a temporary file first: a small one for the process that looks at it, a large one as it comes."""
    there = attachment_add(actor=orderer.actor, inquiry=draft, upload=photo_file())
    before = kept(own_folder)
    add = reverse("attachment_add", args=[draft.public_id])
    with no_file_larger_than(100_000):
        assert WORDS in orderer.refused(add, 507, files=[drawing(size=size)])
        answer = orderer.browser().get(reverse("attachment_preview", args=[there.public_id]))
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8"), "what is there is shown"
    assert kept(own_folder) == before
    assert orderer.press(add, files=[drawing(size=size)]).status_code == 302


def test_an_order_goes_out_with_its_papers_or_not_at_all(award, orderer, own_folder):
    order = award.order
    before = kept(own_folder)
    issue = reverse("order_issue", args=[order.public_id])
    with full_from(1, errno.ENOSPC):
        assert WORDS in orderer.refused(issue, 507)
    assert stories.fresh(order).status == "draft" and kept(own_folder) == before
    assert orderer.press(issue).status_code == 302
    assert stories.fresh(order).status == "issued" and len(kept(own_folder)) > len(before)


def test_what_the_relay_has_written_goes_with_its_try(orderer, own_folder, monkeypatch):
    def write_and_fail(event):
        default_storage.save("papers/a", ContentFile(b"a"))
        raise ValueError("スパナが落ちました")

    monkeypatch.setitem(relay.outbox._handlers, "inquiry.draft", {"write_and_fail": write_and_fail})
    inquiry_draft(actor=orderer.actor)
    relay.relay_due()
    assert kept(own_folder) == []
    assert "スパナ" in OutboxEvent.objects.get().last_error


def test_a_database_without_room_is_known():
    full = OperationalError("no")
    full.__cause__ = psycopg.errors.DiskFull("could not extend file")
    assert disk.is_full(full)
    assert not disk.is_full(OperationalError("no")) and not disk.is_full(OSError(errno.EACCES, "no"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_a_form_says_it_too(kind, draft, orderer, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(kind, os.strerror(kind))

    monkeypatch.setattr("marketplace.inquiries.views.drafts.inquiry_save", full)
    answer = orderer.press(reverse("inquiry_save", args=[draft.public_id]), title="あ")
    assert answer.status_code == 507 and WORDS in answer.content.decode()
