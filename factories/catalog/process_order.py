"""The order in which processes are usually done, from the first talk to the lorry.

Two figures stand for a whole group (what an operator adds later falls there); four figures for one process that is
done at another time than the rest of its group.
"""

from __future__ import annotations

from functools import lru_cache

# Each line is one stage; inside a line work goes from left to right.
STAGES: tuple[tuple[str, ...], ...] = (
    # talk, look at the old part, shape, mechanism, proof; the drawing closes this stage
    ("01", "0101", "0102", "0110", "0107", "0104", "0103", "0106", "0108", "0109", "0105"),
    ("1501", "1504"),
    # what covers an old part comes off before anything else is done to it
    ("1215", "1216", "0415"),
    # tools before what is made with them
    ("1412", "0905", "0810", "0908", "0909", "1312", "1602"),
    ("02", "0206", "0201", "0202", "0203", "0204", "0205", "0207"),
    # first shape: cast, forged, sintered, moulded, printed
    ("0808", "09", "0901", "0902", "0903", "0904", "0906", "0907", "0805", "0806"),
    ("1301", "1302", "1303", "1304", "1305", "1307", "1308", "1309", "1311", "1401", "1402"),
    # off the stock: round before square
    ("03", "0305", "0301", "0302", "0303", "0304", "0306", "0307"),
    (
        *("04", "0404", "0401", "0402", "0403", "0405", "0413", "0406", "0407", "0408", "0409"),
        *("0410", "0411", "0412", "0414"),
    ),
    ("07", "0702", "0701", "0703", "0704", "0705", "0706", "0707", "0708"),
    ("08", "0801", "0802", "0803", "0804", "0807", "0809"),
    ("13", "14", "1306", "1403", "1404", "1405", "1406", "1407", "1408", "1409"),
    ("1410", "1411", "1310"),
    ("0604", "0606", "0607", "0608", "0508"),
    ("10", "1001", "1002", "1003", "1004", "1005", "1006", "1009"),
    ("11", "1102", "1107", "1103", "1101", "1104", "1105", "1106"),
    # what hardening bent is made true afterwards
    ("06", "0603", "0601", "0602"),
    ("05", "0501", "0502", "0503", "0504", "0507", "0505", "0512"),
    ("0509", "0511", "0506", "0510", "0513"),
    ("12", *(f"12{number:02d}" for number in range(1, 13)), "1218", "1219"),
    ("1213", "1214", "1217", "0605"),
    ("15", "1502", "1503", "1505", "1506"),
    ("1008", "1007", "1609", "1610", "1611", "16", "1601", "1606"),
    ("1603", "1604", "1507", "1605", "1607", "1608", "1612"),
)


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    return {code: stage * 100 + place for stage, line in enumerate(STAGES, start=1) for place, code in enumerate(line)}


def rank(code: str) -> int:
    """Smaller is earlier. A code that nobody knows goes to the end, where a person will see it."""
    ranks = _ranks()
    return ranks.get(code, ranks.get(code[:2], 100 * (len(STAGES) + 1)))
