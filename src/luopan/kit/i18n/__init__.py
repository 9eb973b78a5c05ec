"""What the server says to people, in their language: one YAML catalogue a locale, `code: sentence with {parameters}`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

DEFAULT_LOCALE = "en"
LOCALES = ("zh-CN", "zh-TW", "en")


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """All sentences of one locale."""
    return yaml.safe_load(files(__name__).joinpath(f"{locale}.yaml").read_text(encoding="utf-8"))


def translate(code: str, locale: str, params: Mapping[str, Any]) -> str:
    """The sentence for `code`; English where a locale lacks it, the code itself where nobody has written it."""
    sentence = catalogue(locale if locale in LOCALES else DEFAULT_LOCALE).get(code) or catalogue(DEFAULT_LOCALE).get(
        code
    )
    if sentence is None:
        return code
    return sentence.format_map(_Lenient(params))


def in_locale(labels: Mapping[str, str], locale: str, name: str) -> str:
    """A label in a language, else in English, else the name."""
    return labels.get(locale) or labels.get("en") or name


def choose_locale(accept_language: str) -> str:
    """The best of our locales for an `Accept-Language` header; any Chinese that is not traditional reads simplified."""
    for choice in accept_language.lower().split(","):
        tag = choice.split(";")[0].strip()
        if tag.startswith("zh"):
            return "zh-TW" if any(mark in tag for mark in ("tw", "hk", "mo", "hant")) else "zh-CN"
        if tag.startswith("en"):
            return "en"
    return DEFAULT_LOCALE


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
