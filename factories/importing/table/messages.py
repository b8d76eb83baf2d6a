"""What is wrong with a file, a column or a row, in the reader's language. What is kept is a code and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

#: What each of our columns is called on screens.
LABELS = {
    "name": _("会社の名前"),
    "kana": _("ふりがな"),
    "municipality": _("市区町村"),
    "address": _("町名・番地"),
    "phone": _("電話番号"),
    "fax": _("FAX番号"),
    "employees": _("働く人の数"),
    "processes": pgettext_lazy("capability", "工程"),
    "materials": _("材料"),
    "size": _("大きさ"),
    "tolerance": _("精度"),
    "lot": _("数"),
    "machines": _("機械"),
    "strengths": _("得意なこと"),
    "certificates": _("資格・認証"),
    "channel": pgettext_lazy("firm", "連絡のしかた"),
    "email": _("メールアドレス"),
    "line_name": _("LINEの名前"),
    "consented_by": _("承知した方のお名前"),
    "consented_on": _("承知した日"),
}
#: Of the whole file.
REFUSALS = {
    "file.empty": _("ファイルに何も書かれていません。"),
    "file.no_rows": _("見出しの下に、会社の行がありません。"),
    "file.large": _("ファイルが大きすぎます。%(megabytes)sMB までにしてください。"),
    "file.unanswered": _("ファイルを調べきれませんでした。CSV で保存し直すか、行を分けてください。"),
    "file.bomb": _("ファイルの中身が大きすぎます。使わないシートや画像を消してください。"),
    "file.rows": _("行が多すぎます。%(n)s社 までに分けてください。"),
    "file.columns": _("%(line)s行目の列が多すぎます。%(n)s列 までにしてください。"),
    "file.cell": _("%(line)s行目に、長すぎる欄があります。1つの欄は %(n)s文字 までです。"),
    "file.encoding": _("%(line)s行目に読めない文字があります。CSV(UTF-8)かExcelで保存し直してください。"),
    "file.binary": _("CSVかExcel(xlsx)のファイルではありません。"),
    "file.csv": _("%(line)s行目をCSVとして読めません。"),
    "file.quotation": _('%(line)s行目の「"」が閉じていません。それより下の行が読めないので、直してください。'),
    "file.old_excel": _("古い形のExcel(xls)か、パスワードの付いたファイルです。xlsxかCSVで保存し直してください。"),
    "file.macro": _("マクロの入ったExcelは受け取れません。xlsxかCSVで保存し直してください。"),
    "file.workbook": _("Excelのファイルとして読めません。Excelで開いて、xlsxで保存し直してください。"),
    "columns.none": _("見出しの行が見つかりません。「会社名」「住所」などの見出しを付けてください。"),
    "columns.place": _("市区町村も住所もありません。列を足すか、下で市区町村をえらんでください。"),
}
#: Errors: the row cannot be taken.
ERRORS = {
    "name.missing": _("会社の名前がありません。"),
    "name.twice": _("%(line)s行目と同じ会社です。"),
    "ditto": _("上の行に何も書かれていないので、「%(text)s」が読めません。"),
    "long": _("長すぎます。%(n)s文字 までです。"),
    "municipality.missing": _("市区町村がわかりません。"),
    "municipality.unknown": _("「%(text)s」の市区町村が見つかりません。"),
    "municipality.several": _("「%(text)s」はいくつもあります(%(municipalities)s)。都道府県から書いてください。"),
    "municipality.differs": _("市区町村の欄と、住所の「%(municipality)s」がちがいます。"),
    "phone.form": _("「%(text)s」は電話番号として読めません。"),
    "email.form": _("「%(text)s」はメールアドレスとして読めません。"),
    "channel.form": _("「%(text)s」は連絡のしかたとして読めません。FAX、電話、メール、LINE のどれかにしてください。"),
    "employees.form": _("「%(text)s」は人数として読めません。"),
    "employees.range": _("人数は1から100,000までです(「%(text)s」)。"),
    "size.form": _("「%(text)s」は大きさとして読めません。300×200×50 のように書いてください。"),
    "size.range": _("大きさは1辺 1mm から 100m までです(「%(text)s」)。"),
    "tolerance.form": _("「%(text)s」は精度として読めません。±0.05 のように書いてください。"),
    "tolerance.range": _("精度は 0.001mm から 100mm までです(「%(text)s」)。"),
    "lot.form": _("「%(text)s」は数として読めません。1〜100個 のように書いてください。"),
    "lot.range": _("数は1から1億までです(「%(text)s」)。"),
    "lot.order": _("「%(text)s」は、多いほうの数が少ないほうより小さくなっています。"),
    "machines.long": _("機械の名前が長すぎるか、ありません(「%(text)s」)。"),
    "machines.count": _("台数は1から500までです(「%(text)s」)。"),
    "machines.many": _("機械が多すぎます。"),
    "day.form": _("「%(text)s」は日付として読めません。2026/4/1 や 令和8年4月1日 のように書いてください。"),
    "day.future": _("「%(text)s」は先の日付です。"),
}
#: Warnings: the row is taken, and this should be looked at.
WARNINGS = {
    "phone.zero": _("先頭の0がなかったので、%(text)s と読みました。"),
    "phone.many": _("番号がいくつもあるので、%(text)s だけを読みました。"),
    "employees.first": _("幅があるので、%(n)s人 と読みました。"),
    "processes.guess": _("「%(text)s」を「%(process)s」と読みました。"),
    "processes.unknown": _("「%(text)s」という工程がわからないので、入れません。"),
    "materials.unknown": _("「%(text)s」という材料がわからないので、入れません。"),
    "certificates.unknown": _("「%(text)s」という資格・認証がわからないので、入れません。"),
    "channel.needs_phone": _("電話番号がないので、連絡のしかたに使えません。"),
    "channel.needs_fax": _("FAX番号がないので、連絡のしかたに使えません。"),
    "channel.needs_email": _("メールアドレスがないので、連絡のしかたに使えません。"),
    "channel.needs_line_name": _("LINEの名前がないので、連絡のしかたに使えません。"),
}
_ALL = REFUSALS | ERRORS | WARNINGS


def worded(code: str, said: Mapping[str, Any]) -> str:
    """The sentence of a code. Parameters that are lists are joined as the language joins."""
    shown = {key: gettext("、").join(map(str, v)) if isinstance(v, (list, tuple)) else v for key, v in said.items()}
    shown = {key: f"{v:,}" if isinstance(v, int) and key == "n" else v for key, v in shown.items()}
    return str(_ALL[code]) % shown


def label(column: str) -> str:
    return str(LABELS[column])
