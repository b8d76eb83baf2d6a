"""Where and by whom a thing is used: what decides about rust, hygiene and safety before anybody speaks of a process."""

from __future__ import annotations

import re
from dataclasses import dataclass

_USES: tuple[tuple[str, str], ...] = (
    ("屋外", r"屋外|外に置|雨|野外|ベランダ|庭|キャンプ|畑|ハウスの中|道路|駅|看板"),
    ("海・塩", r"海|船|潮風|塩害|塩水|釣"),
    ("水中", r"水中|深海|水に(?:入れ|沈|つけ|浸)|水槽|プール|潜水"),
    ("水洗い", r"水洗い|丸洗い|洗え|洗浄でき"),
    ("食品", r"食品|食べ物|食べる|飲[みむ]|料理|調理|厨房|弁当|(?<!の)口に入|食器|魚|野菜|菓子"),
    ("医療", r"医療|病院|医師|看護|手術|患者|内視鏡|骨や血液|薬局"),
    ("介護・障害", r"介護|障害|車いす|車椅子|リハビリ|デイサービス|義足|高齢|お年寄り|年寄り|寝たまま"),
    ("子ども", r"子ども|子供|こども|赤ちゃん|息子|娘|幼児|保育|小学|おもちゃ"),
    ("動物", r"犬|猫|ペット(?!ボトル)|プードル|馬|家畜"),
    ("熱", r"高温|熱に|耐熱|炎|焚き火|ストーブ|\d{2,4}\s?(?:℃|度)|熱風|炉"),
    ("寒さ", r"低温|冷凍|冷蔵|氷|雪|保冷"),
    ("薬品", r"薬品|酸|アルカリ|溶剤|水素|薬液"),
    ("乗り物", r"バイク|自転車|旧車|自動車|トラック|列車|ドローン|ロケット|人工衛星|飛行"),
    ("クリーン・真空", r"真空(?!注型|成形)|クリーンルーム|半導体"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _USES)


@dataclass(frozen=True)
class Use:
    name: str
    words: tuple[str, ...]


def find_uses(plain: str) -> tuple[Use, ...]:
    found = ((name, dict.fromkeys(match.group() for match in pattern.finditer(plain))) for name, pattern in _COMPILED)
    return tuple(Use(name, tuple(words)[:4]) for name, words in found if words)
