"""How fictional firms and people are called: thousands of names that differ in their words, not in a number."""

import random

from marketplace.accounts.models import Municipality

#: (name, kana)
SURNAMES = (
    ("佐久間", "さくま"), ("大槻", "おおつき"), ("小峰", "こみね"), ("安西", "あんざい"), ("早川", "はやかわ"),
    ("森岡", "もりおか"), ("片桐", "かたぎり"), ("真壁", "まかべ"), ("志村", "しむら"), ("栗原", "くりはら"),
    ("椎名", "しいな"), ("布施", "ふせ"), ("関口", "せきぐち"), ("浜口", "はまぐち"), ("鳥居", "とりい"),
    ("長谷部", "はせべ"), ("柏木", "かしわぎ"), ("笠原", "かさはら"), ("宮内", "みやうち"), ("黒田", "くろだ"),
    ("杉浦", "すぎうら"), ("根岸", "ねぎし"), ("植松", "うえまつ"), ("堀越", "ほりこし"), ("金井", "かない"),
    ("田所", "たどころ"), ("若林", "わかばやし"), ("福原", "ふくはら"), ("三田", "みた"), ("岩瀬", "いわせ"),
    ("相原", "あいはら"), ("秋葉", "あきば"), ("浅見", "あさみ"), ("飯島", "いいじま"), ("石渡", "いしわた"),
    ("今泉", "いまいずみ"), ("岩佐", "いわさ"), ("臼井", "うすい"), ("梅津", "うめづ"), ("遠山", "とおやま"),
    ("大貫", "おおぬき"), ("岡部", "おかべ"), ("荻野", "おぎの"), ("小沼", "おぬま"), ("貝塚", "かいづか"),
    ("加賀谷", "かがや"), ("梶原", "かじわら"), ("金沢", "かなざわ"), ("鎌田", "かまた"), ("川名", "かわな"),
    ("神林", "かんばやし"), ("木暮", "こぐれ"), ("北見", "きたみ"), ("熊谷", "くまがい"), ("倉持", "くらもち"),
    ("桑原", "くわばら"), ("小金井", "こがねい"), ("駒井", "こまい"), ("権藤", "ごんどう"), ("斎木", "さいき"),
    ("境", "さかい"), ("寒河江", "さがえ"), ("塩谷", "しおや"), ("篠崎", "しのざき"), ("島貫", "しまぬき"),
    ("白井", "しらい"), ("須永", "すなが"), ("瀬戸", "せと"), ("曽根", "そね"), ("高梨", "たかなし"),
    ("滝口", "たきぐち"), ("竹内", "たけうち"), ("田端", "たばた"), ("千野", "ちの"), ("津久井", "つくい"),
    ("寺島", "てらしま"), ("土橋", "どばし"), ("戸塚", "とつか"), ("中里", "なかざと"), ("永瀬", "ながせ"),
    ("名取", "なとり"), ("野崎", "のざき"), ("萩原", "はぎわら"), ("羽生", "はにゅう"), ("日向", "ひなた"),
    ("平塚", "ひらつか"), ("広瀬", "ひろせ"), ("深沢", "ふかざわ"), ("藤巻", "ふじまき"), ("古屋", "ふるや"),
    ("細田", "ほそだ"), ("牧野", "まきの"), ("町田", "まちだ"), ("丸山", "まるやま"), ("水越", "みずこし"),
    ("皆川", "みながわ"), ("村松", "むらまつ"), ("目黒", "めぐろ"), ("茂木", "もてぎ"), ("矢島", "やじま"),
    ("柳田", "やなぎだ"), ("山際", "やまぎわ"), ("湯浅", "ゆあさ"), ("吉川", "よしかわ"), ("和久井", "わくい"),
    ("渡会", "わたらい"), ("綿貫", "わたぬき"), ("横尾", "よこお"), ("八木", "やぎ"), ("百瀬", "ももせ"),
)  # fmt: skip
GIVEN = (
    "実", "茂", "進", "清", "勝", "修", "博", "隆", "誠", "学", "健一", "正雄", "和夫", "幸男", "信夫", "洋平",
    "恵", "和子", "幸子", "由美", "直子", "智美", "真理", "香織", "美咲", "大輔", "拓也", "翔太", "陽子", "久美子",
)  # fmt: skip
FIRM_STEMS = (
    ("六郷", "ろくごう"), ("糀谷", "こうじや"), ("海風", "うみかぜ"), ("多摩川", "たまがわ"), ("松葉", "まつば"),
    ("丸十", "まるじゅう"), ("三ツ矢", "みつや"), ("旭日", "きょくじつ"), ("白鷺", "しらさぎ"), ("千鳥", "ちどり"),
    ("若葉", "わかば"), ("北斗", "ほくと"), ("東雲", "しののめ"), ("瑞穂", "みずほ"), ("錦", "にしき"),
    ("八雲", "やくも"), ("高砂", "たかさご"), ("鶴見野", "つるみの"), ("銀杏", "いちょう"), ("紫水", "しすい"),
    ("光陽", "こうよう"), ("青葉台", "あおばだい"), ("梅里", "うめさと"), ("桜木", "さくらぎ"), ("昭栄", "しょうえい"),
    ("共進", "きょうしん"), ("三和", "さんわ"), ("大正", "たいしょう"), ("豊栄", "ほうえい"), ("双葉", "ふたば"),
    ("丸八", "まるはち"), ("山一", "やまいち"), ("山二", "やまに"), ("金星", "きんせい"), ("五光", "ごこう"),
    ("七宝", "しっぽう"), ("八千代", "やちよ"), ("鳩", "はと"), ("燕子", "えんし"), ("雲雀", "ひばり"),
    ("若鮎", "わかあゆ"), ("磯", "いそ"), ("潮", "うしお"), ("入船", "いりふね"), ("港", "みなと"),
    ("夕凪", "ゆうなぎ"), ("春日", "かすが"), ("常盤", "ときわ"), ("老松", "おいまつ"), ("竹泉", "ちくせん"),
    ("藤波", "ふじなみ"), ("萩丘", "はぎおか"), ("楓", "かえで"), ("橘", "たちばな"), ("柊", "ひいらぎ"),
    ("欅", "けやき"), ("胡桃", "くるみ"), ("白樺", "しらかば"), ("朝霧", "あさぎり"), ("暁", "あかつき"),
    ("銀河", "ぎんが"), ("彗星", "すいせい"), ("石鎚", "いしづち"), ("玄武", "げんぶ"), ("朱雀", "すざく"),
)  # fmt: skip
#: A lucky beginning and a lucky ending make a name of the kind that hundreds of firms chose after the war.
_BEGINNINGS = (
    ("昭", "しょう"), ("光", "こう"), ("富", "ふ"), ("共", "きょう"), ("協", "きょう"), ("豊", "ほう"), ("新", "しん"),
    ("栄", "えい"), ("永", "えい"), ("明", "めい"), ("旭", "きょく"), ("正", "せい"), ("興", "こう"), ("千", "せん"),
    ("万", "まん"), ("城", "じょう"), ("宝", "ほう"), ("松", "しょう"), ("福", "ふく"), ("清", "せい"),
)  # fmt: skip
_ENDINGS = (
    ("和", "わ"), ("洋", "よう"), ("進", "しん"), ("成", "せい"), ("信", "しん"), ("陽", "よう"), ("伸", "しん"),
    ("友", "ゆう"), ("誠", "せい"), ("輝", "き"), ("邦", "ほう"), ("隆", "りゅう"), ("宏", "こう"), ("徳", "とく"),
    ("勝", "しょう"), ("秀", "しゅう"),
)  # fmt: skip
STEMS = (
    *FIRM_STEMS,
    *SURNAMES,
    *((a + b, kana_a + kana_b) for a, kana_a in _BEGINNINGS for b, kana_b in _ENDINGS),
)
#: What stands before or after the name of a company, with its share in percent.
_FORMS = (("{}", 34), ("株式会社{}", 26), ("有限会社{}", 28), ("{}株式会社", 12))
_ORDINALS = (
    ("第二", "だいに"),
    ("第三", "だいさん"),
    ("東", "ひがし"),
    ("西", "にし"),
    ("南", "みなみ"),
    ("北", "きた"),
)


def person(rng: random.Random) -> str:
    return f"{rng.choice(SURNAMES)[0]} {rng.choice(GIVEN)}"


class FirmNames:
    """Draws names, each given once; the legal form does not count as a difference."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.taken = rng, set()

    def draw(self, endings: tuple[tuple[str, str], ...], town: Municipality) -> tuple[str, str]:
        """(name, kana) of a firm of a trade with these endings. When the words alone are taken, the town goes before
        them (三条佐久間精工), then somebody's own name into them."""
        for number in range(40):
            stem, kana = self.rng.choice(STEMS)
            ending, ending_kana = self.rng.choice(endings)
            if number >= 3:
                place, place_kana = short_name(town)
                stem, kana = place + stem, place_kana + kana
            if number >= 12:
                extra, extra_kana = self.rng.choice(_ORDINALS)
                stem, kana = stem + extra, kana + extra_kana
            if number >= 30:
                other, other_kana = self.rng.choice(STEMS)
                stem, kana = stem + other, kana + other_kana
            if stem + ending not in self.taken:
                self.taken.add(stem + ending)
                return stem + ending, kana + ending_kana
        raise RuntimeError(f"no name is left for a firm in {town}")

    def with_form(self, name: str, *, is_sole_proprietor: bool) -> str:
        """With its legal form; who works alone has none."""
        form = self.rng.choices([f for f, _ in _FORMS], [n for _, n in _FORMS])[0]
        return name if is_sole_proprietor else form.format(name)


def short_name(town: Municipality) -> tuple[str, str]:
    """大田区 as people say it: 大田, with its kana."""
    kana = town.kana
    for ending in ("シ", "ク", "チョウ", "マチ", "ソン", "ムラ"):
        if kana.endswith(ending) and len(kana) > len(ending) + 1:
            kana = kana.removesuffix(ending)
            break
    hiragana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)
    return (town.name[:-1] if len(town.name) > 2 else town.name), hiragana
