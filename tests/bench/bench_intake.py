"""Reading everyday inquiries: how much of what was done is found, each inquiry without its own page; and how fast."""

import os
import subprocess
import sys
from time import perf_counter

LETTERS = 200
LOADING = (
    "from time import perf_counter as now; start = now(); from marketplace.intake import read; "
    "read('アルミの箱を10個作りたい'); print(now() - start)"
)


def run(start, tell) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    import labelled_inquiries

    from marketplace.intake import read

    for name, value in labelled_inquiries.figures().items():
        tell(f"intake_{name}", [value], "share")
    whole = "".join(inquiry["text"] for inquiry in labelled_inquiries.inquiries())
    texts = [whole[place : place + LETTERS] for place in range(0, len(whole) - LETTERS, LETTERS)]
    read(texts[0])
    times = []
    for text in texts:
        begun = perf_counter()
        read(text)
        times.append((perf_counter() - begun) * 1000)
    tell("intake_ms", times, "ms", letters=LETTERS)
    seconds = [float(subprocess.check_output([sys.executable, "-c", LOADING])) for _ in range(3)]
    tell("intake_loading_s", seconds, "s")
