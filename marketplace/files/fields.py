"""Choosing files in a form."""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from marketplace.files import child, safe


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; cleaned to a list. Each is looked at here, before a transaction is begun: what takes seconds
    holds neither rows nor a connection. All files of one form share the seconds that a single one may take."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        uploads = [super(ManyFilesField, self).clean(one, initial) for one in given if one]
        until = time.monotonic() + child.WAIT_SECONDS
        for upload in uploads:
            self._look(upload, until - time.monotonic())
        return uploads

    def _look(self, upload: UploadedFile, within: float) -> None:
        """What came of it goes with the upload: `file_keep` keeps it, or says why not."""
        most = settings.NAKAMA["UPLOAD_MAX_BYTES"]
        try:
            upload.made_safe = safe.make_safe(str(upload.name), upload.read(), max_bytes=most, within=within)
        except safe.Refused as error:
            upload.made_safe = error
