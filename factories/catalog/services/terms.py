"""What an operator does about the dictionary: codes come and are retired, words change, a release adds its own.

Every change raises the revision in its own transaction, is written down, and is read by other processes within seconds.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from factories.catalog.loading import add_missing
from factories.catalog.models import WORD_AT_MOST, CertificateTerm, MaterialTerm, ProcessTerm, TaxonomyRevision, Term
from factories.catalog.selectors import forget
from factories.catalog.taxonomy import packaged
from marketplace.accounts.operators import require_operator
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid
from marketplace.kernel.text import fold

KINDS = {"processes": ProcessTerm, "materials": MaterialTerm, "certificates": CertificateTerm}


@transaction.atomic
def term_add(*, actor: Actor, kind: type[Term], code: str, group: str, **facts: Any) -> Term:
    """A new process, material or certificate under a code that was never used. `facts`: names, words, and for a process
    the attributes of its machines. Raises Invalid."""
    require_operator(actor)
    code = plain(code)
    check_new_code(kind, code, group)
    described: dict[str, Any] = {"code": code, "group": group, **checked_facts(kind, group, facts)}
    term = kind(**described)
    # Two operators with the same code: the second one meets the first one's row.
    term.save(force_insert=True)
    _changed(term, actor, "add", {"code": code, **_facts_of(term)})
    return term


@transaction.atomic
def term_edit(*, actor: Actor, term: Term, **facts: Any) -> Term:
    """Other names, words or attributes, or retired and taken back; never another code or group. Raises Invalid."""
    require_operator(actor)
    term = type(term).objects.select_for_update().get(pk=term.pk)
    before = _facts_of(term)
    for name, value in checked_facts(type(term), term.group, {**before, **facts}).items():
        setattr(term, name, value)
    if before["is_active"] and not term.is_active:
        _check_retirement(term)
    after = _facts_of(term)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return term
    if isinstance(term, ProcessTerm) and changes.keys() & {"name_ja", "name_en", "words"}:
        outbox.record("process_term.reword", term, actor, code=term.code)
    term.save()
    _changed(term, actor, "edit", changes)
    return term


@transaction.atomic
def taxonomy_load(*, actor: Actor) -> dict[str, list[str]]:
    """Add the codes of the packaged dictionary that no row has, and give them, by kind."""
    require_operator(actor)
    added = add_missing(KINDS)
    if any(added.values()):
        audit.write("taxonomy.load", _raise_revision(), actor, note=added)
    return added


def plain(text: str) -> str:
    """As it is kept: full-width and half-width made alike, nothing around it."""
    return unicodedata.normalize("NFKC", text).strip()


def check_new_code(kind: type[Term], code: str, group: str) -> None:
    """Raises Invalid for a code that is malformed, outside its group, or was used before."""
    known = packaged()
    if kind is ProcessTerm:
        if known.group(group) is None:
            raise Invalid("term.group", _("分野を一覧から選んでください。"))
        if not re.fullmatch(r"[0-9]{4}", code) or code[:2] != group[1:]:
            raise Invalid(
                "term.code", _("コードは、分野の番号 %(group)s で始まる4けたの数字です。") % {"group": group[1:]}
            )
    elif kind is CertificateTerm:
        number = next((k.number for k in known.certificates if k.kind == group), None)
        if number is None:
            raise Invalid("term.group", _("種類を一覧から選んでください。"))
        if not re.fullmatch(rf"C{number}[0-9]{{2}}", code):
            raise Invalid("term.code", _("コードは、C%(number)s で始まり、数字が2けた続きます。") % {"number": number})
    else:
        _check_material_code(code, group)
    if kind.objects.filter(pk=code).exists():
        raise Invalid(
            "term.code", _("コード %(code)s は、もう使われています。やめたコードも使い回せません。") % {"code": code}
        )


def _check_material_code(code: str, group: str) -> None:
    if not code or len(code) > 20:
        raise Invalid("term.code", _("コードは1〜20文字です。材質記号を書きます。"))
    if re.fullmatch(r"M[0-9]{2}", code):
        if code != group:
            raise Invalid("term.group", _("材料の群のコードは、その群と同じにしてください。"))
    elif not MaterialTerm.objects.filter(pk=group, group=group).exists():
        raise Invalid("term.group", _("材料の群を一覧から選んでください。"))


def checked_facts(kind: type[Term], group: str, facts: dict) -> dict:
    """Names, words and attributes as they are kept. Raises Invalid."""
    facts = dict(facts)
    for name in ("name_ja", "name_en"):
        facts[name] = plain(facts.get(name, ""))
        if not facts[name]:
            raise Invalid("term.name", _("名前は、日本語と英語の両方を書いてください。"))
    facts["words"] = _checked_words(facts.get("words", ()))
    if kind is ProcessTerm:
        known = {a.code for a in packaged().attributes if a.group == group}
        facts["attributes"] = list(dict.fromkeys(facts.get("attributes", ())))
        if not known.issuperset(facts["attributes"]):
            raise Invalid("term.attributes", _("機械の属性を、この分野の一覧から選んでください。"))
    return facts


def _checked_words(words: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for word in map(plain, words):
        if not 1 <= len(word) <= WORD_AT_MOST:
            raise Invalid("term.words", _("言い方は、それぞれ1〜%(n)s文字です。") % {"n": WORD_AT_MOST})
        if fold(word) in kept:
            raise Invalid("term.words", _("「%(word)s」が2度書かれています。") % {"word": word})
        kept[fold(word)] = word
    return list(kept.values())


def _check_retirement(term: Term) -> None:
    """A family outlives its members, which are shown under its name."""
    is_family = isinstance(term, MaterialTerm) and term.code == term.group
    if is_family and MaterialTerm.objects.filter(group=term.code, is_active=True).exclude(pk=term.pk).exists():
        raise Invalid("term.family", _("この群には使っている材料があります。先にそれらをやめてください。"))


def _facts_of(term: Term) -> dict:
    names = ["name_ja", "name_en", "words", "is_active"]
    return {name: getattr(term, name) for name in (*names, *(["attributes"] if isinstance(term, ProcessTerm) else []))}


def _changed(term: Term, actor: Actor, action: str, note: dict) -> None:
    audit.write(f"{term._meta.model_name}.{action}", term, actor, note=note)
    _raise_revision()


def _raise_revision() -> TaxonomyRevision:
    revision, _is_new = TaxonomyRevision.objects.get_or_create(pk=1)
    TaxonomyRevision.objects.filter(pk=1).update(number=F("number") + 1)
    transaction.on_commit(forget)
    return revision
