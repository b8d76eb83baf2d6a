"""What the sources ask the catalogues of other languages for, and `make words`, which keeps the catalogues in line.

A word that a source asks for gets a row; rows stand sorted, without places; the compiled file is written anew. What has no
English yet is printed: write it into its row and call again.
"""

import ast
import re
import subprocess
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "marketplace" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CATALOGUE_OF_SCRIPTS = CATALOGUE.with_name("djangojs.po")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
#: What gettext puts between a context and its word.
CONTEXT = "\x04"
_CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
#: A call in what `templatize` makes of a template: with a context, without one, in a filter or an argument.
_STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_ASKED = re.compile(rf"\bpgettext\({_STRING}, {_STRING}\)|\bgettext\({_STRING}\)|\b_\({_STRING}\)")
#: What a script is made of, as far as words go: a comment, a word that is asked for, any other string.
SCRIPT_PARTS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\bgettext\("((?:[^"\\]|\\.)*)"\)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)""",
    re.S,
)


def listed(*patterns: str) -> list[str]:
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True)
    return [name for name in out.stdout.decode().splitlines() if (ROOT / name).exists()]


TEMPLATES = listed("templates/*.html", "templates/*.txt")
MODULES = [
    name
    for name in listed("marketplace/*.py", "factories/*.py", "orders/*.py", "messaging/*.py")
    if "/migrations/" not in name
]
SCRIPTS = listed("marketplace/static/*.js")


def of_template(source: str) -> set[str]:
    """What the template asks the catalogue for."""
    found = _ASKED.findall(templatize(source))
    return {CONTEXT.join(ast.literal_eval(part) for part in parts if part) for parts in found}


def of_module(tree: ast.AST) -> set[str]:
    found = set()
    for call in filter(asks, ast.walk(tree)):
        words = [arg.value for arg in call.args if is_text(arg)]
        found |= {CONTEXT.join(words)} if _name(call).startswith("p") else set(words)
    return found


def of_script(source: str) -> set[str]:
    return {word for word, _ in SCRIPT_PARTS.findall(source) if word}


def is_text(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def asks(node) -> bool:
    return isinstance(node, ast.Call) and _name(node) in _CALLS


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def asked() -> set[str]:
    """What templates and modules ask for."""
    words = {w for name in TEMPLATES for w in of_template((ROOT / name).read_text())}
    return words | {w for name in MODULES for w in of_module(ast.parse((ROOT / name).read_text()))}


def asked_by_scripts() -> set[str]:
    return {word for name in SCRIPTS for word in of_script((ROOT / name).read_text())}


def key_of(entry: polib.POEntry) -> str:
    return CONTEXT.join(filter(None, (entry.msgctxt, entry.msgid)))


def keep_up(path: Path, words: set[str]) -> list[str]:
    """Rows for words that have none; everything sorted and compiled. Gives the words that have no English yet."""
    catalogue = polib.pofile(str(path), wrapwidth=100_000)
    for word in filter(JAPANESE.search, words - {key_of(entry) for entry in catalogue}):
        context, _, text = word.rpartition(CONTEXT)
        flags = ["python-format"] if "%(" in text else []
        catalogue.append(polib.POEntry(msgctxt=context or None, msgid=text, flags=flags))
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return [entry.msgid for entry in catalogue if not entry.msgstr]


if __name__ == "__main__":
    for path, words in ((CATALOGUE, asked()), (CATALOGUE_OF_SCRIPTS, asked_by_scripts())):
        for word in keep_up(path, words):
            print(f"{path.name}: {word}")
