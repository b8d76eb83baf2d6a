"""Where the firms of the town are. The five municipalities hold a town; a country spreads over all of them."""

from marketplace.accounts.models import Municipality

OTA, SHINAGAWA, KAWASAKI, TSUBAME, HIGASHIOSAKA = "131113", "131091", "141305", "152137", "272272"

#: Share of the firms in percent. Ota holds 40 of 100.
PLACES = {OTA: 40, SHINAGAWA: 15, KAWASAKI: 20, TSUBAME: 10, HIGASHIOSAKA: 15}
#: So many firms the five hold at most; the others are elsewhere.
IN_THE_FIVE = 5_000
AGREEMENTS = (
    (OTA, SHINAGAWA),
    (OTA, KAWASAKI),
    (OTA, TSUBAME),
    (OTA, HIGASHIOSAKA),
    (SHINAGAWA, KAWASAKI),
)
_STREETS = {
    OTA: ("本羽田", "大森南", "東糀谷", "西六郷", "下丸子", "矢口", "城南島", "池上"),
    SHINAGAWA: ("東大井", "西五反田", "二葉", "豊町", "戸越"),
    KAWASAKI: ("川崎区小島町", "幸区塚越", "高津区久地", "中原区宮内", "高津区下野毛"),
    TSUBAME: ("吉田東栄町", "小池", "物流センター", "杉名"),
    HIGASHIOSAKA: ("高井田", "長田西", "楠根", "加納", "水走"),
}
_ANY_STREETS = ("本町", "栄町", "旭町", "緑町", "中央", "工業団地", "駅前通", "新町", "仲町", "北町", "大手", "川原")
_AREA_CODES = {KAWASAKI: "044", TSUBAME: "0256"}
#: Of the seat of each prefecture.
_AREA_CODES_OF = {
    "北海道": "011", "青森県": "017", "岩手県": "019", "宮城県": "022", "秋田県": "018", "山形県": "023", "福島県": "024",
    "茨城県": "029", "栃木県": "028", "群馬県": "027", "埼玉県": "048", "千葉県": "043", "東京都": "03", "神奈川県": "045",
    "新潟県": "025", "富山県": "076", "石川県": "076", "福井県": "0776", "山梨県": "055", "長野県": "026", "岐阜県": "058",
    "静岡県": "054", "愛知県": "052", "三重県": "059", "滋賀県": "077", "京都府": "075", "大阪府": "06", "兵庫県": "078",
    "奈良県": "0742", "和歌山県": "073", "鳥取県": "0857", "島根県": "0852", "岡山県": "086", "広島県": "082",
    "山口県": "083", "徳島県": "088", "香川県": "087", "愛媛県": "089", "高知県": "088", "福岡県": "092", "佐賀県": "0952",
    "長崎県": "095", "熊本県": "096", "大分県": "097", "宮崎県": "0985", "鹿児島県": "099", "沖縄県": "098",
}  # fmt: skip
#: Prefectures with three times as many makers to a town as others.
_WITH_MANY = {"埼玉県", "東京都", "神奈川県", "新潟県", "長野県", "岐阜県", "静岡県", "愛知県", "大阪府", "兵庫県"}
#: Towns known for their makers, with twenty times as many as a country town: 墨田, 葛飾, 三条, 浜松, 岐阜, 北上, 岡谷, 諏訪.
_KNOWN = {"131075", "131229", "152048", "221309", "212016", "032069", "202045", "202061"}
_WEIGHTS = {"区": 8, "市": 5, "町": 1, "村": 0}


def streets_of(town: Municipality) -> tuple[str, ...]:
    return _STREETS.get(town.code, _ANY_STREETS)


def area_code_of(town: Municipality) -> str:
    return _AREA_CODES.get(town.code) or _AREA_CODES_OF[town.prefecture]


def shares_elsewhere(towns: list[Municipality]) -> dict[str, int]:
    """Relative numbers of firms outside the five (there are no counts by town that one could follow)."""
    shares = {
        t.code: 20 if t.code in _KNOWN else _WEIGHTS[t.name[-1]] * (3 if t.prefecture in _WITH_MANY else 1)
        for t in towns
        if t.code not in PLACES
    }
    return {code: share for code, share in shares.items() if share}
