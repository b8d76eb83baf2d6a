"""Form fields that take what people type, whatever its width."""

from django import forms

from marketplace.kernel.text import bare_number


class FullWidthIntegerField(forms.IntegerField):
    def to_python(self, value):
        return super().to_python(bare_number(value) if isinstance(value, str) else value)


class FullWidthDecimalField(forms.DecimalField):
    def to_python(self, value):
        return super().to_python(bare_number(value).lstrip("±").strip() if isinstance(value, str) else value)


def number_input(**attrs):
    return forms.TextInput(attrs={"inputmode": "numeric", **attrs})


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; cleaned to a list. Whether each is what it says is the files package's business."""

    widget = ManyFilesInput

    def clean(self, data, initial=None) -> list:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]
