"""A badly made file of 300 firms: exactly its errors are named, the good rows come in, and all can be taken back."""

import random
import time

import pytest
from lists import directory, preview, problems

from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.services.batches import import_apply, import_undo
from factories.importing.table.sheets import read
from marketplace.kernel.errors import Invalid, InvalidTransition

# The badly made file of 300 firms

TITLE_ROWS = ["大田区ものづくり組合　名簿（令和８年）", "", "事業所名,フリガナ,所在地,連絡先,,従業員数（人）,業務内容,材質,最大寸法,公差,ロット,主要設備,希望連絡,メール,承知した日,備考",
              ",,,ＴＥＬ,ＦＡＸ,,,,,,,,,,,"]  # fmt: skip
FIRST = len(TITLE_ROWS) + 1
COLUMNS = ("name", "kana", "address", "phone", "fax", "employees", "processes", "materials", "size", "tolerance", "lot", "machines", "channel", "email", "consented_on", "remark")  # fmt: skip
#: Written into one cell of a good row -> the problem that must be named, and nothing else. 11 kinds of errors, 4 of doubts.
PLANTED = [
    ("name", "", "name.missing"), ("address", "江戸日本橋1", "municipality.unknown"), ("address", "府中市宮町1", "municipality.several"),
    ("phone", "1234", "phone.form"), ("fax", "あとで", "phone.form"), ("employees", "多数", "employees.form"),
    ("size", "大きめ", "size.form"), ("tolerance", "高精度", "tolerance.form"), ("lot", "100〜10個", "lot.order"),
    ("lot", "たくさん", "lot.form"), ("machines", "旋盤 900台", "machines.count"), ("channel", "のろし", "channel.form"),
    ("email", "mori@@example", "email.form"), ("consented_on", "そのうち", "day.form"), ("consented_on", "令和99年1月1日", "day.future"),
]  # fmt: skip
DOUBTS = [
    ("processes", "平面研削、ダンス", "processes.unknown"), ("materials", "夢の素材", "materials.unknown"),
    ("phone", "312345678", "phone.zero"), ("employees", "１０〜２０人", "employees.first"),
]  # fmt: skip


def good_row(rng: random.Random, number: int) -> dict[str, str]:
    """One firm in any of the ways in which people write it; nothing in it is wrong."""
    pick = rng.choice
    phone = f"03-{rng.randint(3000, 5999)}-{number:04}"
    return {
        "name": pick(["㈱{}", "{}（有）", "有限会社　{}", "{}"]).format(f"髙橋ﾌﾟﾚｽ{number}号"),
        "kana": pick(["ﾀｶﾊｼﾌﾟﾚｽ", ""]),
        "address": pick(["東京都大田区", "大田区", "〒144-0043 東京都大田区"])
        + pick(["羽田１－２－３", "仲六郷2丁目"]),
        "phone": pick([phone, phone.replace("-", "ー"), phone.replace("3", "３"), "なし", ""]),
        "fax": pick([phone, ""]),
        "employees": pick(["１２人", "約10名", "5", ""]),
        "processes": pick(["平面研削", "NC旋盤・汎用フライス", "0302、0401", "曲げ(ベンダー)／タレパン・複合機", ""]),
        "materials": pick(["SUS304、鉄", "アルミ", "なんでも", ""]),
        "size": pick(["約300mm", "φ300×500", "300*200*50", ""]),
        "tolerance": pick(["±0.05", "5/100", ""]),
        "lot": pick(["1〜100個", "10個から", "１,０００個まで", ""]),
        "machines": pick(['"NC旋盤 QTN-200 2台\n平面研削盤 PSG-63"', "旋盤、フライス盤 3台", ""]),
        "channel": "",
        "email": pick([f"k{number}@example.jp", ""]),
        "consented_on": pick(["令和8年4月1日", "R8.4.1", "2026/4/1", "46113", ""]),
        "remark": pick(["ok", ""]),
    }


def badly_made(seed: int) -> tuple[bytes, set[tuple[int, str, str]], int]:
    """A CP932 file of 300 firms, every problem that was planted in it, and how many of its rows are good."""
    rng = random.Random(seed)
    rows = [good_row(rng, number) for number in range(300)]
    lines: list[str] = []
    meant, line = set(), FIRST
    wrong = rng.sample(range(10, 300), 41)
    places = {number: PLANTED[n % len(PLANTED)] for n, number in enumerate(wrong[:38])}
    twice = dict.fromkeys(wrong[38:])
    doubtful = {n: DOUBTS[i % 4] for i, n in enumerate(rng.sample([n for n in range(300) if n not in wrong], 12))}
    at: dict[int, int] = {}
    for number, row in enumerate(rows):
        if number % 60 == 59:  # a page break of a printed list: a blank row, then the titles again
            lines += [",,,", TITLE_ROWS[2]]
            line += 2
        for column, text, code in [found for found in (places.get(number), doubtful.get(number)) if found]:
            row[column] = text
            meant.add((line, column, code))
        if number in twice:
            first = next(n for n in range(number) if n not in wrong)
            row["name"] = rows[first]["name"].replace("㈱", "株式会社 ")
            meant.add((line, "name", "name.twice"))
        elif number % 50 == 7 and number - 1 not in wrong and number not in places:
            row["address"] = "同上"
        at[number] = line
        lines.append(",".join(f'"{row[c]}"' if "," in row[c] else row[c] for c in COLUMNS))
        line += 1
    return "\r\n".join([*TITLE_ROWS, *lines, "", ""]).encode("cp932"), meant, 300 - len(wrong)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_badly_made_file_of_300_firms_names_exactly_its_errors(officer, seed):
    content, meant, good = badly_made(seed)
    assert read(content).kind == "CP932"
    errors = {problem for problem in meant if problem[2] in {*(code for *_, code in PLANTED), "name.twice"}}
    assert len(errors) == 41 and len({code for *_, code in errors}) > 10
    before = directory()
    started = time.perf_counter()
    batch = preview(officer, content)
    assert problems(batch) == meant
    assert len(batch.rows) == 300 and batch.counts["wrong"] == 41 and batch.counts["new"] == good
    assert directory() == before, "nothing is written by looking"

    with pytest.raises(Invalid, match="import.wrong"):
        import_apply(actor=officer.actor, batch=batch)
    assert directory() == before and ImportBatch.objects.get().status == "previewed"

    batch = import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    took = time.perf_counter() - started
    assert batch.counts["made"] == good and directory()["Factory"] == before["Factory"] + good
    assert directory()["ProxyConsent"] == directory()["SearchEntry"] - before["SearchEntry"] == good
    wrong = {line for line, *_ in errors}
    assert not wrong & set(ImportedRow.objects.values_list("line", flat=True))
    assert took < 20, "a few seconds on a quiet machine"
    again = import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    assert again.status == "applied" and directory()["Factory"] == before["Factory"] + good, "twice is once"

    batch = import_undo(actor=officer.actor, batch=batch)
    after = directory()
    assert after.pop("ImportedRow") == good and before.pop("ImportedRow") == 0
    assert after == before and batch.counts["gone"] == good and batch.counts["kept"] == 0
    assert import_undo(actor=officer.actor, batch=batch).status == "undone"
    with pytest.raises(InvalidTransition):
        import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    assert directory()["Factory"] == before["Factory"]
