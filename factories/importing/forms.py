"""A list of firms, and with whose consent they are entered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from factories.consent.forms import ConsentForm
from factories.importing.reading import sheet_of
from factories.importing.table.messages import worded
from factories.importing.table.sheets import BYTES_AT_MOST, Refused
from marketplace.accounts.forms import MunicipalityField


class ImportForm(ConsentForm):
    """One consent for the whole file; columns of the file may name another one for each firm."""

    file = forms.FileField(
        label=_("名簿のファイル"),
        allow_empty_file=True,
        help_text=_("CSV(UTF-8、Shift_JIS)かExcel(xlsx)。5MB、5,000社 まで"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    municipality = MunicipalityField(
        label=_("市区町村の書かれていない行の市区町村"), required=False, max_length=60, help_text=_("例: 大田区")
    )
    field_order = ["file", "municipality", "consented_by", "consented_on", "way", "cause"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consented_by"].help_text = _("例: 組合の名簿。総会で承知")
        self.fields["cause"].help_text = _("例: 組合員の名簿をまとめて登録するため")

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        upload = said.pop("file", None)
        if upload is None:
            return said
        content = upload.read(BYTES_AT_MOST + 1)
        try:
            sheet = sheet_of(content)
        except Refused as refusal:
            self.add_error("file", worded(refusal.code, refusal.said))
            return said
        return {**said, "filename": upload.name, "content": content, "sheet": sheet}


class ApplyForm(forms.Form):
    without_wrong = forms.BooleanField(required=False)
    update_ours = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"aria-describedby": "ours-h"}))
