"""Which column of somebody's table means what: the words that offices write above their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factories.importing.table.sheets import Refused, cleaned
from marketplace.kernel.text import fold

#: Our columns in the order in which they are written, with the title that they are written with.
TITLES = {
    "name": "会社名",
    "kana": "ふりがな",
    "municipality": "市区町村",
    "address": "町名・番地",
    "phone": "電話",
    "fax": "FAX",
    "employees": "従業員数",
    "processes": "工程",
    "materials": "材料",
    "size": "最大寸法(mm)",
    "tolerance": "精度(±mm)",
    "lot": "ロット",
    "machines": "設備",
    "strengths": "得意なこと",
    "certificates": "資格・認証",
    "channel": "連絡方法",
    "email": "メール",
    "line_name": "LINEの名前",
    "consented_by": "承知した人",
    "consented_on": "承知した日",
}
#: Written for readers and left out when read: each process has limits of its own, one cell cannot hold them.
LIMITS_TITLE = "工程ごとの大きさ・精度・数"
#: What else people write above them. The title itself counts too.
SYNONYMS = {
    "name": "会社 社名 企業名 事業所 事業所名 事業者名 名称 商号 屋号 工場名 会社名称 企業 組合員名 会員名 法人名 名前 company name",
    "kana": "フリガナ カナ かな よみ 読み よみがな 読み仮名 会社名ふりがな 会社名カナ 名称カナ",
    "municipality": "市区町村名 市町村 市町村名 自治体 区市町村 区 市 町 所在市区町村 地域",
    "address": "住所 所在地 番地 会社住所 事業所所在地 本社所在地 工場所在地 address",
    "phone": "TEL 電話番号 TEL番号 連絡先電話 連絡先TEL 連絡先電話番号 連絡先 代表電話 お電話 tel phone ☎",
    "fax": "FAX番号 ファックス ファクス ファックス番号 連絡先FAX 連絡先FAX番号",
    "employees": "従業員 人数 社員数 従業者数 働く人の数 従業人数 人員 規模 employees",
    "processes": "加工内容 業務内容 加工 できる工程 事業内容 加工種別 業種 営業品目 主な工程 加工品目 作業内容 対応工程 得意工程",
    "materials": "材質 素材 対応材質 扱う材料 取扱材料 取扱材質 加工材質 加工材料 対応材料",
    "size": "最大寸法 大きさ 寸法 サイズ 加工サイズ 最大サイズ 最大加工寸法 加工寸法 ワークサイズ 最大加工サイズ 加工範囲 対応サイズ",
    "tolerance": "精度 公差 加工精度 寸法公差 対応精度",
    "lot": "数量 ロット数 対応ロット 数 個数 生産数 ロットサイズ 対応数量 生産ロット",
    "machines": "機械 主要設備 保有設備 設備機械 機械設備 主な設備 所有機械 保有機械 主要機械 設備一覧",
    "strengths": "得意 特徴 特長 PR 自己PR 強み 得意分野 得意技術 アピール アピールポイント 特色 備考PR",
    "certificates": "資格 認証 認定 取得認証 ISO 許認可 資格認証 認証資格 保有資格",
    "channel": "希望連絡 連絡手段 希望連絡方法 連絡のしかた 連絡の方法 希望する連絡方法",
    "email": "mail e-mail eメール メールアドレス email 電子メール 連絡先メール 連絡先メールアドレス 連絡先email 連絡先e-mail",
    "line_name": "LINE LINE名 LINEID",
    "consented_by": "承知者 同意者 承諾者 同意した人 承諾した人 承知した方 承知した方のお名前",
    "consented_on": "承知日 同意日 承諾日 同意年月日 同意した日 承諾した日",
}
#: The title row stands among the first so many.
SEARCHED = 10
_PARENTHESES = re.compile(r"[(\[【〔「『][^)\]】〕」』]*[)\]】〕」』]")
_IGNORED = re.compile(r"[\s・:;,.、。/_\-*※●○◎■□★☆▼【】〔〕「」『』()\[\]]|必須|任意")


@dataclass(frozen=True)
class Header:
    """Where the rows begin (index), which of our columns stands where, and the titles that mean nothing to us."""

    first: int
    places: dict[str, int]
    ignored: tuple[str, ...]


def _key(title: str) -> str:
    return _IGNORED.sub("", fold(cleaned(title)))


_BY_TITLE = {
    _key(word): column
    for column, words in SYNONYMS.items()
    for word in (TITLES[column], *words.split(" "))
}  # fmt: skip


def column_of(title: str) -> str:
    """Our column for somebody's title; "" for none. 「従業員数(人)」 is read without what is in its brackets too."""
    if len(title) > 60:
        return ""
    return _BY_TITLE.get(_key(title)) or _BY_TITLE.get(_key(_PARENTHESES.sub("", cleaned(title))), "")


def header_of(rows: tuple[tuple[str, ...], ...]) -> Header:
    """The row of titles, perhaps under a heading, perhaps over two rows. Raises Refused where no row says which column
    is the name, or where the firms are."""
    best: tuple[tuple[int, int], list[str], int] | None = None
    for number, row in enumerate(rows[:SEARCHED]):
        for titles, height in _readings(rows, number, row):
            known = {column_of(title) for title in titles} - {""}
            fits = (len(known), -height)
            if "name" in known and len(known) > 1 and (best is None or fits > best[0]):
                best = (fits, titles, number + height)
    if best is None:
        raise Refused("columns.none")
    places: dict[str, int] = {}
    ignored = []
    for place, title in enumerate(best[1]):
        column = column_of(title)
        if column and column not in places:
            places[column] = place
        elif title:
            ignored.append(cleaned(title).replace("\n", " ")[:60])
    return Header(best[2], places, tuple(ignored))


def _readings(rows: Sequence[tuple[str, ...]], number: int, row: tuple[str, ...]) -> Iterator[tuple[list[str], int]]:
    """The row alone, and joined with the one beneath it: 「連絡先」 over 「電話」 and 「FAX」."""
    yield list(row), 1
    if number + 1 >= len(rows):
        return
    below = rows[number + 1]
    joined, group = [], ""
    for place in range(max(len(row), len(below))):
        top = row[place].strip() if place < len(row) else ""
        bottom = below[place].strip() if place < len(below) else ""
        group = top or (group if bottom else "")
        if not bottom or bottom == top:
            joined.append(top)
        elif not group or column_of(group + bottom):
            joined.append(group + bottom)
        elif column_of(bottom) and not (top and column_of(top)):
            joined.append(bottom)
        else:
            # What stands beneath a title that says enough by itself (連絡方法 over FAX) is a firm's own.
            joined.append(top)
    yield joined, 2
