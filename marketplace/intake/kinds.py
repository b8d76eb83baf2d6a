"""What kind of text this is: a wish to have something made or mended, or something else; and how far the thing has come.

A wish outweighs what merely sounds like something else (a school may wish for a trophy), except where the text is plainly
an offer, a hunt for staff or an advertisement. The kinds come from what reaches the counters of real places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`label`: request, or what it is instead; `words` say why. `sure` False: somebody should look."""

    is_request: bool
    label: str
    words: tuple[str, ...] = ()
    sure: bool = True


#: Somebody wants a thing made, changed or mended.
_WISH = re.compile(
    r"作って(?!い(?:ます|る)(?:会社|工場|メーカー))(?:ほし|欲し|下さ|くださ|もら|いただ|頂|み|くれ)?|作りたい|作れ(?:ない|ません|ます|る|れば|たら|そう)|つくって|つくりたい|造って|造りたい"
    r"|製作(?:を|して|した|でき|お願い|可能)|制作(?:を|して|した)|試作|加工(?:を)?(?:して|でき|お願い|可能|依頼)|仕上げて|直(?:せ(?:ます|ない|る)|して|し直|したい|り|る(?:方法|には))|治して|修理(?:を|して|でき|した|お願い)"
    r"|(?:が|は|も|の(?:が)?|機械|物|もの|道具|装置|くらい|枚|個|台)(?:ほしい|欲しい)|(?:して|って|いて|んで|せて|けて|れて|えて)(?:ほし|欲し|下さい|ください|もらえ|いただけ|頂け|くれ(?:る|ません|ない))"
    r"|でき(?:ます(?:でしょう)?か|ません(?:でしょう)?か|ないでしょうか|ないか|ないもの|そうで)|できれば|可能(?:です|でしょう|か)|(?:削|切|曲げ|付|抜|塗|磨|打|彫|縫|織|焼|染|通)(?:れ|け|げ)(?:ます|ません|ない|る)(?:か|でしょう)"
    r"|見積|(?:お願い|依頼)(?:し|で|い|を|の|がし)|頼みたい|頼め|発注|(?:し|り|せ|け|げ|み|び|え|き|ち|い|れ)たい(?:です|と|の|。|、|!|$)|(?:し|り|せ|け|げ|み|び|え|き|い)たい$|作り(?:直|替|換)|復刻|張り替え|商品に(?:した|でき)"
    r"|(?:られ|せ|れ|け|げ|め|え|り)(?:ない(?:もの)?でしょうか|ませんか|ないか(?:と|な|。|$))|(?:物|もの|形|の|感じ|感じの物)がいい|(?:り|なり|通り|でき|直り|付き)ますか|大量に|至急|急ぎで|(?:できないと言われ|断られ)|[^。]{6,}(?:で|に|を)。|の図面です"
    r"|いくら(?:に|で|くらい|ぐらい|かか)|引き受け|外注|対応(?:でき|可能)|特注|ワンオフ"
)
#: A thing is spoken of that can be made or mended at all.
_THING = re.compile(
    r"部品|パーツ|チタン|カーボン|容器|耐圧|陶|紙の|図面|素材|材質|金属|鉄|アルミ|ステン|真鍮|銅|樹脂|プラ|ゴム|木|革|布|ガラス|溶接|めっき|メッキ|塗装|削|切削|研磨|磨|曲げ|穴|ねじ|ネジ|金型|型|試作|量産|サンプル|見本|現物|箱|ケース|カバー|台|機械|装置|治具|軸|歯車|基板|フレーム|折れ|割れ|欠け|壊れ|切れ(?:まし|て)|取れ(?:まし|て)|動かな|故障|錆|サビ|傷|キズ|ロゴ|印刷|バイク|旧車|車|φ|mm|ミリ|センチ|㎝|\d個|\d台|\d本|\d枚|\dセット"
)
#: Label, how much it says, words. 3 stands against every wish, 2 against a weak one, 1 only where no wish is found.
_OTHER: tuple[tuple[str, int, str], ...] = (
    ("law_question", 3, r"下請法|取適法|取引適正化|独占禁止法|労働基準|法律違反|違法|違反(?:に|では|です)|法律の名前|法的|訴え|訴訟|弁護士|損害賠償|時効|契約書の(?:書き|雛|ひな)|PL法|契約(?:は|が)?(?:有効|無効|違反)|口約束|知的財産|勝手に(?:他社|渡)|製造物責任|(?:保管|保有|表示|届出|作成|支払)?(?:する)?義務(?:が|は|の|を)"),
    ("law_question", 3, r"(?:支払い?|入金|代金|手形)[^。]{0,12}(?:遅れ|遅延|もらえ|払ってくれ|60日|くれません)|買いたた|買い叩|値下げを(?:迫|強要|要求)|単価[^。]{0,8}(?:据え置|下げ|引き下げ)|資本金|消費税|インボイス|確定申告|減価償却|印紙|労災|残業代|有給|解雇|パワハラ"),
    ("job_seeking", 3, r"面接|志望動機|履歴書|職務経歴|就職|転職|求職|期間工|アルバイト|インターン|働きたい|雇って|未経験で(?:も)?(?:働|入|就)|年収|給料|内定|弟子入り|採用して(?:いますか|もら)|資格[^。]{0,8}(?:取|勉強|受け)|実習生|弟子"),
    ("recruitment", 3, r"(?:職人|社員|スタッフ|正社員|パート|作業員|オペレーター|技術者|仲間|経験者|人材|人)[^。]{0,10}(?:を?募集|求めて|を探しています|大募集)|募集(?:中|しています|要項)|求人|一緒に働|エントリー|応募|採用情報|未経験歓迎|経験(?:は)?(?:問いません|不問)|時給|月給|福利厚生"),
    ("sales_pitch", 3, r"補助金[^。]{0,20}(?:早い者|申請|活用|採択|サポート|お任せ)|社長様|経営者様|ご担当者様[^。]{0,30}(?:ご提案|ご案内|ご紹介)|(?:導入|活用)を(?:お考え|ご検討)|(?:弊社|当社|私ども|私たち)(?:は|では|の(?:サービス|商品|システム|ツール))[^。]{0,40}(?:提供|ご提案|ご紹介|ご案内|支援|サポート|販売|代行|いかが)"),
    ("sales_pitch", 3, r"無料(?:で)?(?:診断|相談会|セミナー|トライアル|体験|お試し|モニター|デモ|プレゼント)|ウェビナー|セミナー(?:を|に)|SEO|集客|アポイント|ホームページ(?:の)?(?:制作|リニューアル|改善)[^。]{0,14}(?:いかが|しません|承|提案|ませんか)|営業代行|M&A|資金調達|ファクタリング|(?:電気代|コスト|通信費|経費)[^。]{0,12}(?:削減できます|お安く|下がります(?!か)|削減(?:の|を)ご)|ぜひ(?:一度)?(?:ご検討|お話|ご面談|お打ち合わせ|お電話)|お電話(?:を)?(?:ください|お待ち)|お得な|キャンペーン|期間限定|初期費用|買取(?:り)?(?:ます|いたし|を強化)|高価買取|買い取(?:ります|ってもらえ|って(?:くれ|いただ))|査定|貸し出し(?:し|いたし)ます|加盟|代理店(?:を)?(?:募|にな)|[15]0%オフ|割引(?:中|します)"),
    ("sales_pitch", 3, r"(?:承り|承って|お引き受けし|製造しており|得意としており|対応いたし|加工いたし|お任せください|専門にして(?:おり|いま)|お声がけ|お声掛け|一貫対応|お仕事がありました|低価格で[^。]{0,14}(?:承|提供)|ご用命|ご依頼をお待ち|お仕事を(?:ください|いただけ|お待ち|探し)|仕事(?:を|は)(?:ください|探して|ありませんか|回して|いただけ)|空きがあります|受注(?:できます|可能|を増や)|取引先を(?:増|広|探))"),
    ("spam", 3, r"激安|送料無料|口コミ|ランキング|格安[^。]{0,20}通販|儲|稼げ|副業|不労所得|出会い|カジノ|ビットコイン|仮想通貨|FX|競馬|必勝|当選|クリック|ログイン|パスワード|https?://\S+\s*$|今だけ|サプリ|ダイエット|viagra|casino|bitcoin|バイアグラ|即日融資|ブランド(?:品)?(?:コピー|スーパー)|アカウントが|LINE追加|友だち追加|登録(?:は|する)(?:だけ|1分|無料|簡単)|情報商材|配当"),
    ("survey", 3, r"アンケート|(?:調査|研究)(?:へ|に|の)(?:の)?(?:ご)?(?:協力|回答)|ヒアリング調査|インタビュー(?:に|を|さ)|取材(?:を|さ|に|の|した|お願い)|卒論|卒業論文|論文の|番組(?:で|の)|ご回答(?:を)?(?:お願い|いただ)"),
    ("other_not_request", 3, r"見学(?:し|に|を|で|会|させ|は)|社会科見学|修学旅行|体験(?:教室|会|させ)|講演|寄付|寄贈を|駐車場(?:を|は)|営業時間|休み(?:は)?いつ|何時から|道順|アクセス(?:を|は)|騒音|うるさい|臭い(?:が)?(?:ひどい|苦情)|苦情|祭り(?:に|の)協賛|協賛"),
    ("other_not_request", 3, r"知りたいだけ|勉強のため|勉強したい|教えて(?:もらう)?だけ|自由研究|宿題|レポートを(?:書|作)|なぜですか|どうしてですか|違いは何|違いを教|違いが(?:知|わか)|仕組みを教|とは何|どういう意味|読み方|自分で(?:やる|直す|塗る|削る|溶接する|磨く)(?:方法|コツ|には|時)|DIYで(?:やる|直す)|コツを教|おすすめの(?:本|工具|メーカー|道具|機械)|どのメーカー"),
    ("other_not_request", 2, r"買いました|購入しました|届きました|大満足|満足です|感動しました|おすすめです|ありがとうございました|助かりました|行ってきました|見てきました|思い出|レビュー|★|オススメ(?:です)?$|すごい(?:です(?:ね)?)?(?:。|!|$)"),
    ("other_not_request", 1, r"教えてください|教えて下さい|知りたい|でしょうか|ですか|とは\?|なに|売って(?:います|ください)|買えますか|在庫|譲って|どこで買"),
)  # fmt: skip
_OTHER_RE = tuple((label, weight, re.compile(pattern, re.I)) for label, weight, pattern in _OTHER)
#: Wishes so plain that even the words of another kind beside them (「補助金を使って治具を作ってほしい」) do not outweigh them.
_PLAIN_WISH = re.compile(
    r"(?:作って|加工して|直して|製作して|削って|塗って|溶接して|曲げて|磨いて|印刷して|仕上げて|起こして)(?:ほし|欲し|いただ|頂|もらえ|もらい|下さ|くださ)"
    r"|(?:製作|加工|試作|溶接|塗装|めっき|メッキ|修理|見積|見積り|お見積り?|切削|量産)(?:を|の|も)?(?:お願い|依頼)|作りたい|作れ(?:ませんか|ますか|ないでしょうか)|(?:機械|装置|道具|治具|部品|パーツ)(?:が|を)(?:ほしい|欲しい)"
)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def kind_of(plain: str) -> Kind:
    if not plain.strip():
        return Kind(False, "empty")
    wishes = [match.group() for match in _WISH.finditer(plain)]
    plainly = [match.group() for match in _PLAIN_WISH.finditer(plain)]
    things = {match.group() for match in _THING.finditer(plain)}
    others: dict[str, list[str]] = {}
    against = 0
    for label, weight, pattern in _OTHER_RE:
        found = [match.group() for match in pattern.finditer(plain)]
        if weight > 1 or not wishes:
            others.setdefault(label, []).extend(found)
            against += weight * min(len(found), 3)
    label = max(others, key=lambda name: len(others[name]), default="other_not_request")
    said = tuple(dict.fromkeys(others.get(label, ())))[:3]
    towards = min(len(wishes), 3) + 4 * min(len(plainly), 2) + min(len(things), 2) / 2
    if against and against >= towards:
        return Kind(False, label, said, sure=against - towards >= 2)
    if wishes or plainly:
        return Kind(True, "request", tuple(dict.fromkeys((*plainly, *wishes)))[:3], sure=towards - against >= 1.5)
    if not _JAPANESE.search(plain):
        # Another language may be a wish that these rules cannot read; a person should look.
        return Kind(len(things) >= 1, "unknown", sure=False)
    return Kind(len(things) >= 1, "request" if things else "other_not_request", tuple(sorted(things))[:3], sure=False)


#: The first that is said counts. Stages as the taxonomy names them.
_STAGES: tuple[tuple[str, str], ...] = (
    ("repair", r"折れ(?!曲)|割れ(?!ない|にくい|やすい)|欠け|壊れ(?!ない|にくい|ても|やすい)|破れ|もげ|剥が?げ|はげ(?:て|た|ちょろ)|錆びて|サビて|さびて|錆び(?:た|つい)|サビて|すり減|擦り減|摩耗して|摩耗した|固着|動かなく|ガタ(?:が|つ)|だめになって|傷み|傷ん|へこ|凹ん|凹み|水漏れ|漏れて|曲がって(?:しま|い)|修理|直せ|直して(?:ほし|もら|くだ|下さ|いただ)|補修|修復|レストア|張り替え|再(?:めっき|メッキ|塗装|研磨)|(?:メッキ|めっき|塗)(?:し|り)直|もう(?:出ません|手に入|買えません|売って|作って|無い|ない)|手に入(?:らな|りませ)|廃番|廃盤|絶版|生産終了|廃業|復刻|元の(?:形|姿|状態)|新品(?:みたい|同様|のよう)|作り(?:直|替|換)"),
    ("mass_production", r"量産(?:し|を|中|品|して)|月産|年産|大量に|何万|\d万(?:個|本|枚|台|セット)|継続して|定期的に|リピート|コストダウン|コストは下が|安くなり|安くしたい|追加(?:を|で)"),
    ("mass_production_design", r"量産(?:に向け|試作|化|設計|したい|できる)|商品化|商品にした|製品化|売れる(?:形|状態)|販売した|発売した|金型"),
    ("principle_prototype", r"試作|プロトタイプ|サンプル|まず(?:は)?\d|図面は(?:あ|こ)|図面(?:が|も)あり|図面(?:を|の)(?:送|添付|通り)|図面です|CAD(?:で|データ)(?:描|が|は)?(?:あり|描)|3Dデータ(?:が|は)?あり|φ\d|±|公差|試し"),
    ("requirements", r"(?:幅|高さ|長さ|直径|厚み|厚さ|サイズ)[^。]{0,8}\d|\d\s?(?:mm|cm|センチ|ミリ|kg|度)|仕様|条件|能力|こと。|必要です"),
)  # fmt: skip
_STAGES_RE = tuple((stage, re.compile(pattern, re.I)) for stage, pattern in _STAGES)


def stage_of(plain: str, quantity: int | None) -> tuple[str, tuple[str, ...]]:
    """The stage, and the words that say so; an idea where nothing else is said."""
    for stage, pattern in _STAGES_RE:
        found = pattern.search(plain)
        if found:
            return stage, (found.group(),)
    if quantity is not None and quantity >= 1000:
        return "mass_production", (f"{quantity:,}",)
    return "idea", ()
