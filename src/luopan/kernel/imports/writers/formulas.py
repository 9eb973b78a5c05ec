"""Cells that a spreadsheet would take for a formula.

A text file has no way to say "this is text", so whoever can write a name could have a spreadsheet compute. Such a cell gets a
`'` in front. Plain signed numbers stay as they are (`-5`, `+8613800138000`, `-4.5%`): they compute nothing; so do
dashes alone. `unguarded` takes that `'` away again: for every text, `unguarded(guarded(text)) == text`.
"""

import re

_BLANKS = r"\s\x00-\x20'\"‘’“”`\ufeff\u200b\u200c\u200d\u2060"
_BEGINNINGS = r"=+\-@＝＋－＠"
_FORMULA = re.compile(rf"[{_BLANKS}]*[{_BEGINNINGS}]|['\"‘’“”`]*[\t\r\n]")
_SUSPECTS = frozenset(re.findall(rf"[{_BLANKS}{_BEGINNINGS}]", "".join(map(chr, range(0x10000)))))
"""First characters of which a closer look is taken: millions of cells begin with others."""
_HARMLESS = re.compile(r"[+-][0-9]{1,40}(?:\.[0-9]{1,20})?%?|-+")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for more than text."""
    return _FORMULA.match(text) is not None and _HARMLESS.fullmatch(text) is None


def guarded(text: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{text}" if text[:1] in _SUSPECTS and is_formula(text) else text


def unguarded(text: str) -> str:
    """What was in a cell before `guarded`, or before another program that guards plain numbers too."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text
