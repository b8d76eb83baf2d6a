"""The wire's reader: whatever comes, it is a frame of the protocol or a BadFrame, never anything else."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.live import protocol
from messaging.live.protocol import BadFrame, parse

KINDS = ("hello", "post", "since", "got", "read", "typing", "watch", "ping")
FIELDS = ("v", "organization", "rooms", "room", "client_id", "body", "seq", "subject", "id")
ANY_CHARACTER = st.characters()  # lone surrogates and NUL among them
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(ANY_CHARACTER, max_size=40)
    | st.uuids().map(str)
    | st.just(protocol.VERSION)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(ANY_CHARACTER, max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


def only_bad_frame(text: str):
    """The frame, or None for a refusal. Any other exception fails the test."""
    try:
        return parse(text)
    except BadFrame as refusal:
        assert str(refusal).isascii(), "a code, fit to be sent back"
        return None


@given(st.text(ANY_CHARACTER))
def test_any_text(text):
    only_bad_frame(text)


@given(VALUES, st.booleans())
def test_any_json(value, ascii_only):
    only_bad_frame(json.dumps(value, ensure_ascii=ascii_only))


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), VALUES), st.booleans())
def test_known_types_with_any_fields(kind, fields, ascii_only):
    frame = only_bad_frame(json.dumps({**fields, "type": kind}, ensure_ascii=ascii_only))
    if isinstance(frame, protocol.PostFrame):
        assert frame.body.strip() and "\x00" not in frame.body
        frame.body.encode()


@pytest.mark.parametrize("opened, closed", [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [1_000, 10_000])
def test_deep_nesting(opened, closed, depth):
    assert only_bad_frame(opened * depth + "1" + closed * depth) is None
    assert only_bad_frame('{"type":"hello","v":1,"rooms":' + opened * depth + "1" + closed * depth + "}") is None


@pytest.mark.parametrize("body", ["", " \n", "\x00", " \x00 \x00", "\ud800", None, 7, ["x"], "あ\udfff"])
def test_a_post_without_words_is_refused(body):
    frame = {"type": "post", "room": str(uuid4()), "client_id": str(uuid4()), "body": body}
    with pytest.raises(BadFrame, match="body"):
        parse(json.dumps(frame))


def test_nul_is_dropped_from_words():
    frame = {"type": "post", "room": str(uuid4()), "client_id": str(uuid4()), "body": " 加\x00工 "}
    assert parse(json.dumps(frame)).body == "加工"


def test_size_is_counted_in_bytes():
    post = {"type": "post", "room": str(uuid4()), "client_id": str(uuid4()), "body": "あ" * 22_000}
    with pytest.raises(BadFrame, match="too_large"):
        parse(json.dumps(post, ensure_ascii=False))


@pytest.mark.parametrize("seq", [-1, 2**53, 1.5, True, "1", None, float("nan"), 10**4000])
def test_sequences_are_counting_numbers(seq):
    with pytest.raises(BadFrame, match="seq"):
        parse(json.dumps({"type": "since", "room": str(uuid4()), "seq": seq}))


def test_too_long_a_number():
    with pytest.raises(BadFrame, match="json"):
        parse('{"type":"since","seq":' + "1" * 5_000 + "}")


def test_too_many_rooms():
    rooms = [{"id": str(uuid4()), "seq": 0}] * (protocol.MAX_ROOMS + 1)
    with pytest.raises(BadFrame, match="rooms"):
        parse(json.dumps({"type": "hello", "v": 1, "organization": str(uuid4()), "rooms": rooms}))
