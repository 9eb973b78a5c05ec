"""The administrative divisions of China: provinces, cities, districts and streets, with the official codes of six digits.

The lists are those of the National Bureau of Statistics as china-division publishes them (MIT licence,
https://github.com/modood/Administrative-divisions-of-China), packed by `tools/make_divisions.py` and read when first asked
for. Where a level has no place of its own (市辖区 of a municipality), what is below lies directly in what is above.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Level = Literal["province", "city", "district"]

LEVELS: tuple[Level, ...] = ("province", "city", "district")
_DATA = Path(__file__).with_name("data") / "divisions.tsv.gz"
_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔"
    " 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 鄂温克 德昂 保安 裕固 京 独龙 鄂伦春 各"
)
_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_KIND = re.compile(
    rf"(?:(?:(?:{_PEOPLE})族)+|(?<!内)蒙古|柯尔克孜|哈萨克|维吾尔)?自治[区州县旗]$|特别行政区$|地区$|新区$|林区$|特区$|[省市区县盟旗]$"
)
_STREET_NAME = re.compile(
    "[东西南北中]?[一二三四五六七八九十0-9]*(?:[路街道巷弄村镇乡桥江河湖号站里园]|大[街道桥厦]|胡同|公路|广场)"
)
_BETWEEN = " \t,，、/-—·"


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city or district, and what it lies in."""

    code: str
    name: str
    level: Level
    parent: "Division | None"

    def above(self) -> Iterator["Division"]:
        """Itself, and what it lies in, upwards."""
        place: Division | None = self
        while place is not None:
            yield place
            place = place.parent

    def lies_in(self, other: "Division") -> bool:
        """Whether it is the other, or part of it."""
        return other in self.above()


@dataclass(frozen=True, slots=True)
class Divisions:
    """All of them. `named`: by level and name, the short names (浙江, 浦东) included; `streets`: by code of the district."""

    by_code: Mapping[str, Division]
    named: Mapping[tuple[Level, str], tuple[Division, ...]]
    streets: Mapping[str, tuple[str, ...]]
    with_parts: frozenset[str]
    """Codes of those whose parts are in the lists."""

    def find(self, level: Level, name: str, within: Division | None = None) -> list[Division]:
        """Divisions of that name; those of that full name, where there are any."""
        found = [one for one in self.named.get((level, name), ()) if within is None or one.lies_in(within)]
        return [one for one in found if one.name == name] or found

    def split(self, text: str) -> tuple[Division | None, str, str]:
        """The division that an address begins with, its street or town, and the rest: the longest names that fit, downwards."""
        place: Division | None = None
        rest = text.lstrip(_BETWEEN)
        while (step := self._next(rest, place)) is not None:
            place, length = step
            rest = rest[length:].lstrip(_BETWEEN)
            if place.level == "province":  # 北京市北京市
                rest = rest.removeprefix(place.name)
            rest = rest.removeprefix("市辖区").lstrip(_BETWEEN)
        street = "" if place is None else self._street(rest, place)
        return place, street, rest[len(street) :].lstrip(_BETWEEN)

    def _next(self, text: str, place: Division | None) -> tuple[Division, int] | None:
        """The next division down, and the length of its name in the text."""
        levels = LEVELS[0 if place is None else LEVELS.index(place.level) + 1 :]
        for length in range(min(len(text), _LONGEST), 1, -1):
            for level in levels:
                found = self.find(level, text[:length], place)
                if len(found) == 1 and (
                    found[0].name == text[:length]
                    or (found[0].parent == place and not _STREET_NAME.match(text[length:]))
                ):
                    return found[0], length
        return None

    def _street(self, text: str, place: Division) -> str:
        fitting = [name for name in self.streets.get(place.code, ()) if text.startswith(name)]
        return max(fitting, key=len, default="")


_LONGEST = 15
"""双江拉祜族佤族布朗族傣族自治县"""


@cache
def divisions() -> Divisions:
    """The lists."""
    by_code: dict[str, Division] = {}
    aliases: dict[str, str] = {}
    streets: dict[str, tuple[str, ...]] = {}
    for line in gzip.decompress(_DATA.read_bytes()).decode().splitlines():
        code, _, other = line.partition("=")
        if other:
            aliases[code] = other
            continue
        code, name, *parts = line.split("\t")
        level: Level = "district" if code[4:] != "00" else "city" if code[2:4] != "00" else "province"
        parent = by_code.get(f"{code[:4]}00") or by_code.get(f"{code[:2]}0000")
        by_code[code] = Division(code, name, level, parent)
        if parts:
            streets[code] = tuple(parts)
    named: dict[tuple[Level, str], tuple[Division, ...]] = {}
    for one in by_code.values():
        for name in {one.name, short_name(one.name)}:
            named[one.level, name] = (*named.get((one.level, name), ()), one)
    with_parts = frozenset(one.parent.code for one in by_code.values() if one.parent is not None)
    by_code |= {code: by_code[other] for code, other in aliases.items()}
    return Divisions(by_code, named, streets, with_parts)


def short_name(name: str) -> str:
    """Without what says which kind of place it is, where two characters at least are left."""
    short = _KIND.sub("", name)
    return short if len(short) > 1 else name
