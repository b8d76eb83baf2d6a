"""Run as a program with DATABASE_URL set: fills a directory of N factories and asks it. Prints JSON.

Queries are made from profiles: a name with one letter wrong, an everyday word for a process with a place, a process
with the machine, a material with a process and a place. The top answer is right when it is the firm that was named (or
one called as nearly so: names differ in one letter too), or a firm that has all of what was asked.
"""

import json
import os
import random
import resource
import sys
import time
from pathlib import Path

from rapidfuzz.distance import OSA

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, QUERIES = 3, 400
KANJI = "山川田中本大小高木村島松井原石金林野西東"


def main(size: int) -> dict:
    from django.db import connection, transaction
    from marketplace.demo.case_runner import today

    from factories.profile.models import Factory
    from factories.search.find import find
    from factories.search.index import count_words, index, stale
    from factories.search.vocabulary import forget
    from marketplace.accounts.models import Organization, User
    from marketplace.demo.people import make_cast
    from marketplace.inquiries.models import DutyHub

    rng = random.Random(size)
    with transaction.atomic():
        for model in (DutyHub, Factory, Organization, User):
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
        make_cast(rng, size, today())
    index(stale())
    count_words()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNLOGGED TABLE IF NOT EXISTS bench_text (factory_id bigint, text text); TRUNCATE bench_text"
        )
        cursor.execute("ANALYZE search_searchentry, profile_factory, accounts_organization")
    forget()
    asked = [make(rng, factory) for factory in some(rng)]
    right = {}
    for kind, text, is_right in asked:
        hits = find(text).hits
        right.setdefault(kind, []).append(bool(hits) and is_right(hits[0].factory))
    mb = rss_mb()
    in_database = []
    for _, text, _ in asked:
        with Stopwatch() as watch:
            find(text)
        in_database.append(watch.ms)
    beside = {"like": like(), "tantivy": tantivy_index()}
    times = {"ours": [], **{who: [] for who in beside}}
    for _ in range(ROUNDS):
        for who, ask in (("ours", find), *beside.items()):
            if ask is None:
                continue
            some_times = []
            for _, text, _ in asked if who != "like" or size <= 10_000 else asked[:40]:
                began = time.perf_counter()
                ask(text)
                some_times.append((time.perf_counter() - began) * 1000)
            times[who].append(some_times)
    everything = [ok for oks in right.values() for ok in oks]
    return {
        **times,
        "top1": sum(everything) / len(everything),
        "top1_by_kind": {kind: round(sum(oks) / len(oks), 3) for kind, oks in right.items()},
        "in_database": [in_database],
        "mb": mb,
    }


class Stopwatch:
    """Milliseconds that statements take, from the client's side."""

    def __enter__(self):
        from django.db import connection

        self.ms, self.wrapping = 0.0, connection.execute_wrapper(self)
        self.wrapping.__enter__()
        return self

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.ms += (time.perf_counter() - began) * 1000

    def __exit__(self, *error):
        self.wrapping.__exit__(*error)


def rss_mb() -> int:
    """What this process holds now, in MB: about what a web process holds that has searched."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024 // 1024


def some(rng: random.Random):
    from factories.profile.models import Factory

    # Who is full up or rests is folded away with the reason: never a right first answer.
    willing = Factory.objects.filter(paused_until=None).exclude(availability=Factory.RED)
    keys = rng.sample(list(willing.order_by("pk").values_list("pk", flat=True)), QUERIES)
    return Factory.objects.filter(pk__in=keys).select_related("organization__municipality").prefetch_related("machines")


def make(rng: random.Random, factory):
    """(kind, text, whether a factory is a right answer)"""
    from factories.catalog.selectors import taxonomy
    from factories.search.text import bare_name

    known, place = taxonomy(), factory.organization.municipality
    code = rng.choice(factory.processes)
    process = known.process(code)
    kind = rng.choice(("name", "word", "machine", "material"))
    if kind == "name":
        letters = list(factory.organization.name)
        where = rng.choice([i for i, letter in enumerate(letters) if not letter.isdigit()])
        letters[where] = rng.choice([k for k in KANJI if k != letters[where]])
        typed = "".join(letters)

        def far(name: str) -> int:
            return min(OSA.distance(bare_name(typed), bare_name(name)), OSA.distance(typed, name))

        return kind, typed, lambda f: far(f.organization.name) <= far(factory.organization.name)
    if kind == "word":
        word = rng.choice(process.words or (process.name_ja,))
        can = {p.code for p in known.processes if word in p.words or word in p.name_ja}
        text = f"{word} {place.name}"
        return kind, text, lambda f: bool(can & set(f.processes)) and f.organization.municipality_id == place.code
    if kind == "machine":
        machine = rng.choice(list(factory.machines.all()))
        text = f"{process.name_ja} {machine.model.lower()}"
        return (
            kind,
            text,
            lambda f: code in f.processes and any(m.model == machine.model for m in f.machines.all()),
        )
    handled = factory.capabilities.filter(process=code).first().families or [
        m.code for m in known.materials if m.is_family
    ]
    family = known.material(rng.choice(handled))
    text = f"{family.name_ja}の{process.name_ja} {place.name}"
    return kind, text, lambda f: code in f.processes and f.organization.municipality_id == place.code


def like():
    from django.db import connection

    from factories.catalog.selectors import taxonomy
    from factories.profile.models import Factory

    known = taxonomy()
    rows = []
    for factory in (
        Factory.objects.select_related("organization__municipality").prefetch_related("machines").iterator(2000)
    ):
        said = [factory.organization.name, factory.organization.municipality.name, factory.strengths]
        for code in factory.processes:
            said += [known.process(code).name_ja, *known.process(code).words]
        said += [f"{m.name} {m.maker} {m.model.lower()}" for m in factory.machines.all()]
        rows.append((factory.pk, " ".join(said)))
    with connection.cursor() as cursor, cursor.copy("COPY bench_text FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)

    def ask(text: str):
        words = text.replace("の", " ").split()
        where = " AND ".join(["text LIKE %s"] * len(words))
        values = [f"%{word}%" for word in words]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM bench_text WHERE {where}", values)
            cursor.execute(f"SELECT factory_id FROM bench_text WHERE {where} ORDER BY factory_id LIMIT 20", values)
            return cursor.fetchall()

    return ask


def tantivy_index():
    try:
        import tantivy
    except ImportError:
        return None
    from factories.profile.models import Factory
    from factories.search.index import _with_profile, tokens_of
    from factories.search.text import words

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("key", stored=True)
    schema.add_text_field("tokens", tokenizer_name="whitespace")
    index = tantivy.Index(schema.build())
    writer = index.writer(50_000_000)
    for factory in _with_profile(Factory.objects.all()).iterator(2000):
        said = " ".join(t.partition(":")[2].replace(" ", "") for t in tokens_of(factory) if t[:2] in ("w:", "t:"))
        writer.add_document(tantivy.Document(key=factory.pk, tokens=said))
    writer.commit()
    index.reload()

    def ask(text: str):
        searcher = index.searcher()
        wanted = " ".join(f'"{word}"' for word in words(text) if '"' not in word)
        return searcher.search(index.parse_query(wanted or "x", ["tokens"]), 20).hits

    return ask


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "plugins")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
