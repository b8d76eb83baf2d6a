"""The words a fictional town is made of. No firm or person here exists."""

from marketplace.demo.places import HIGASHIOSAKA, KAWASAKI, OTA, SHINAGAWA, TSUBAME

#: (share in percent, fewest, most) people: of those who join first, and of all the firms of a large town (about half have
#: three or fewer, four in five have nine or fewer).
SIZES = ((35, 1, 3), (33, 4, 9), (22, 10, 29), (9, 30, 99), (1, 100, 240))
SIZES_OF_MANY = ((49, 1, 3), (29, 4, 9), (15.5, 10, 29), (5.5, 30, 99), (1, 100, 320))
FEW_FIRMS = 200
#: Share of the smallest that are reached by fax or telephone and for which nobody signs in: a quarter of all the smallest.
WITHOUT_ACCOUNT = 0.45
#: Channel of the first answer by people: web, email, line, fax, phone (percent).
CHANNELS = ("web", "email", "line", "fax", "phone")
CHANNEL_SHARES = {3: (12, 18, 15, 38, 17), 9: (25, 25, 13, 27, 10), 29: (45, 27, 8, 15, 5), 10_000: (65, 22, 3, 8, 2)}
PROCESS_COUNTS = {3: (1, 1, 2, 2, 2), 9: (2, 3, 3, 3, 3), 29: (4, 5, 6), 10_000: (7, 8, 9)}

HUBS = (
    (OTA, "羽田共同製作所", "はねだきょうどうせいさくしょ", "山下 恵", "hub@haneda.example"),
    (OTA, "大森まとめ工房", "おおもりまとめこうぼう", "滝沢 徹", "hub@omori-matome.example"),
    (SHINAGAWA, "大井町ものづくり舎", "おおいまちものづくりしゃ", "三宅 玲", "hub@oimachi.example"),
    (KAWASAKI, "多摩川メカ連合", "たまがわめかれんごう", "多田 修", "hub@tamagawa.example"),
    (KAWASAKI, "高津試作センター", "たかつしさくせんたー", "尾形 渚", "hub@takatsu.example"),
    (TSUBAME, "燕みがき組", "つばめみがきぐみ", "真島 圭", "hub@tsubame-migaki.example"),
    (HIGASHIOSAKA, "高井田ワンストップ", "たかいだわんすとっぷ", "西出 薫", "hub@takaida.example"),
)
ORDERERS = (
    (OTA, "小津デザイン", "おづでざいん", "小津 花", "orderer@ozu.example"),
    (OTA, "別所商会", "べっしょしょうかい", "別所 太郎", "orderer@bessho.example"),
    (OTA, "空とぶ介護用品", "そらとぶかいごようひん", "富樫 順", "orderer@soratobu.example"),
    (OTA, "みなと実験機器", "みなとじっけんきき", "江川 望", "orderer@minato-jikken.example"),
    (OTA, "はまゆう医療機", "はまゆういりょうき", "辻 亜希", "orderer@hamayu.example"),
    (OTA, "六つ星ロボット", "むつぼしろぼっと", "郡司 蓮", "orderer@mutsuboshi.example"),
    (OTA, "蒲田うつわ店", "かまたうつわてん", "生田 澄", "orderer@utsuwa.example"),
    (OTA, "城南計測", "じょうなんけいそく", "沼田 豊", "orderer@keisoku.example"),
    (SHINAGAWA, "天王洲スタジオ", "てんのうずすたじお", "相沢 光", "orderer@studio.example"),
    (SHINAGAWA, "戸越のりもの", "とごしのりもの", "角田 仁", "orderer@norimono.example"),
    (KAWASAKI, "溝口アクア", "みぞのくちあくあ", "北原 汐", "orderer@aqua.example"),
    (KAWASAKI, "宮前農機", "みやまえのうき", "島田 稔", "orderer@nouki.example"),
    (TSUBAME, "分水台所道具", "ぶんすいだいどころどうぐ", "渡部 葵", "orderer@daidokoro.example"),
    (HIGASHIOSAKA, "布施サイクル", "ふせさいくる", "中井 遼", "orderer@cycle.example"),
)
#: (process codes, municipality, name, kana, person, mail): the three factories that can sign in.
MAKERS = (
    (("0302", "0301", "0307"), OTA, "矢口台精工", "やぐちだいせいこう", "矢口 実", "lathe@yaguchidai.example"),
    (("1203", "1204", "1206"), OTA, "城東みほんクロム", "じょうとうみほんくろむ", "城 正", "plating@joto.example"),
    (("0402", "0403", "0406"), KAWASAKI, "宮内みほん製作所", "みやうちみほんせいさくしょ", "宮川 学", "mill@miyauchi.example"),
)  # fmt: skip

FIRST_ANSWERS = (
    "写真を見ました。作れそうです。使う場所と、こわれては困るところを教えてください。",
    "ご相談ありがとうございます。近くの旋盤とめっきの仲間で回せます。まず絵を1枚いただけますか。",
    "似たものを作ったことがあります。材質はアルミとステンレスのどちらがお好みですか。",
    "図面がなくて大丈夫です。現物か、寸法を書いたメモがあれば工程を考えます。",
)
TALK = (
    ("orderer", "ありがとうございます。屋外で使うので、さびないものだと助かります。"),
    ("hub", "それならアルミにアルマイトが軽くて安いです。角は丸めますか。"),
    ("orderer", "はい、子どもも触るので丸くお願いします。"),
    ("hub", "分かりました。その前提で町工場に見積をお願いします。"),
)
STEP_TALK = (
    ("hub", "急ぎで恐れ入ります。分からないところはここで聞いてください。"),
    ("maker", "角のまるみは0.5くらいで考えてよいですか。"),
    ("hub", "はい、0.5でお願いします。"),
)
ORDER_TALK = (
    ("supplier", "材料は明日入ります。予定どおり始めます。"),
    ("buyer", "お願いします。最初の1個ができたら写真をください。"),
)
SUMMARIES = (
    "近所の3社だけで回すので、直しが出てもその日に動けます。",
    "めっきの前に当社で全数を見ます。数が増えても同じ組で作れます。",
    "値段をおさえるため、形を少しだけ変える案も添えました。",
)
AWARD_REASONS = (
    "納期がいちばん早く、説明が分かりやすかったから。",
    "値段と、次に100個作るときの見通しが合っていたから。",
    "近くて、途中のものを見に行けるから。",
)
QUESTIONS = ("めっきを付けたくない面はありますか。", "材料は支給ですか、こちらで買いますか。")
RATING_WORDS = ("早くてていねいでした。", "仕上がりがきれいです。また頼みます。", "途中の連絡がこまめで安心しました。")
#: Reasons for saying no, with their share in percent.
DECLINES = (("full", 38), ("size", 17), ("price", 12), ("material", 8), ("drawing", 12), ("date", 13))
#: What further hubs and orderers of a large town call themselves, with the kana.
HUB_ENDINGS = (
    ("共同製作所", "きょうどうせいさくしょ"), ("ものづくり舎", "ものづくりしゃ"), ("試作センター", "しさくせんたー"),
    ("まとめ工房", "まとめこうぼう"), ("ワンストップ", "わんすとっぷ"), ("加工連合", "かこうれんごう"),
)  # fmt: skip
ORDERER_ENDINGS = (
    ("デザイン", "でざいん"), ("研究所", "けんきゅうじょ"), ("ロボティクス", "ろぼてぃくす"), ("医療機器", "いりょうきき"),
    ("商会", "しょうかい"), ("食品", "しょくひん"), ("福祉用具", "ふくしようぐ"), ("計測", "けいそく"),
    ("スタジオ", "すたじお"), ("農機", "のうき"), ("サイクル", "さいくる"), ("照明", "しょうめい"),
)  # fmt: skip
