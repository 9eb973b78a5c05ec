"""How the bytes of a text file are to be read. Decided from the whole file, always in the same way:

a byte order mark; UTF-16 by the NULs beside its line ends; UTF-8 where all or nearly all of it is; else whichever of
GB18030, Big5 and Windows-1252 makes the most usual text of it; else what charset-normalizer says.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from charset_normalizer import from_bytes

from luopan.kernel.imports.reading.container import Source
from luopan.kit.errors import Invalid

CHUNK = 1 << 18
BROKEN = "\udcff"
"""Stands in decoded text for bytes that are none: no decoder gives it for bytes that are."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_NO_FILES = (
    "idna",
    "punycode",
    "undefined",
    "unicode-escape",
    "raw-unicode-escape",
    "unicode_escape",
    "raw_unicode_escape",
)
_USUAL_NAMES = {
    **dict.fromkeys(("gbk", "gb2312", "cp936", "hz"), "gb18030"),
    **{"big5": "cp950", "utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"},
}
"""For each the encoding that has all of its characters, or leaves the byte order mark to us."""
_ODD_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_LINES_A_CHUNK, _LINE_LENGTH, _MOST_SAMPLED = 50, 2_000, 60_000
_USUAL = frozenset(
    "的一是不了人在有中大上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如"
    "名称姓客户公司单位有限责任联系手机话邮箱地址备注日期编号类型状态金额数量产品价格省市区县街道路职务负责男女性别税信用代码网站行业来源创建时间合同订单"
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕某先生有限股份集团科技贸易"
    "張王李陳劉黃楊趙吳孫馬羅鄭謝韓馮蕭鄧許呂股份團貿採購報價臺灣名稱姓客戶公司單位有限責任聯絡繫手機話郵箱地址備註日期編號類型狀態金額數量產品價格縣街職務負責男女性別稅網站業來源創建時間訂單電個國"
    "們來時對會發動過說產種後學經進著麼開關長門問間"
)
_ENOUGH = 200_000
"""Characters beyond ASCII by which a file that is not UTF-8 is judged, wherever in it the first of them stands."""
_SPACES = " \t\r\n"


def incremental(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder that writes `BROKEN` for each broken piece and goes on."""
    return codecs.getincrementaldecoder(encoding)(errors="luopan-broken")


def known_encoding(name: str) -> str:
    """Python's name of an encoding of texts; `Invalid` for any other."""
    try:
        found = codecs.lookup(name.strip())
        codecs.getincrementaldecoder(found.name)
        "".encode(found.name)  # which only encodings of texts can do
    except (LookupError, ValueError, UnicodeError):
        found = None
    if found is None or found.name in _NO_FILES:
        raise Invalid("file_encoding_unknown", value=name[:40])
    return _USUAL_NAMES.get(found.name, found.name)


def detect(opened: Callable[[], AbstractContextManager[Source]]) -> str:
    """The encoding of a file, that `opened` opens anew for each look at it."""
    with opened() as source:
        head = source.read(CHUNK)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        wide = _wide(head)
        if wide is not None:
            return wide
        whole = _whole(head, source)
        if whole is not None:
            return whole
    with opened() as source:
        return _judge(source)


def _chunks(source: Source, first: bytes = b"") -> Iterator[bytes]:
    if first:
        yield first
    while chunk := source.read(CHUNK):
        yield chunk


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: half of each ASCII character is a NUL, and one of the two orders makes usual text of it."""
    if head.count(0) < max(1, len(head) // 100):
        return None
    best = max(("utf-16-le", "utf-16-be"), key=lambda name: _plainness(head, name))
    return best if _plainness(head, best) > 0.8 else None


def _plainness(head: bytes, encoding: str) -> float:
    """The share of characters that are usual in tables."""
    text = head[: min(len(head), 20_000) // 2 * 2].decode(encoding, "replace")
    usual = _usual_simplified() | _usual_traditional()
    good = sum(1 for one in text if one in _SPACES or " " <= one <= "ÿ" or one in usual or "\u3000" <= one <= "\u301f")
    return good / max(1, len(text))


def _whole(head: bytes, source: Source) -> str | None:
    """UTF-8 where all of it is, a character cut off at the end left aside."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    beyond: list[str] = []
    try:
        for chunk in _chunks(source, head):
            text = decoder.decode(chunk)
            if not text.isascii() and len(beyond) < 100:
                beyond.append("".join(one for one in text if one > "\x7f")[:1_000])
    except UnicodeDecodeError:
        return None
    return "gb18030" if _rather_chinese("".join(beyond)) else "utf-8"


def _rather_chinese(beyond: str) -> bool:
    """Short texts of GB 2312 may happen to be UTF-8, of characters that hardly anybody writes (联通 without its first byte)."""
    if not beyond or len(beyond) > 100 or any("\u00a0" <= one < "\u0250" or one >= "\u0800" for one in beyond):
        return False
    try:
        return all(one in _usual_simplified() for one in beyond.encode().decode("gb2312"))
    except UnicodeDecodeError:
        return False


@dataclass
class _Evidence:
    """What a whole file shows: characters that are good UTF-8 and pieces that are not, and lines beyond ASCII."""

    good: int = 0
    bad: int = 0
    lines: list[bytes] = field(default_factory=list[bytes])
    size: int = 0

    def take(self, chunk: bytes, text: str) -> None:
        broken = text.count(BROKEN)
        self.bad += broken
        self.good += len(text) - broken - len(text.encode("ascii", "ignore"))
        if self.size < _MOST_SAMPLED:
            found = [line[0][:_LINE_LENGTH] for line in islice(_ODD_LINE.finditer(chunk), _LINES_A_CHUNK)]
            self.lines += found
            self.size += sum(map(len, found))


def _judge(source: Source) -> str:
    evidence, decoder = _Evidence(), incremental("utf-8")
    for chunk in _chunks(source):
        evidence.take(chunk, decoder.decode(chunk))
        if evidence.good + evidence.bad > _ENOUGH:
            break
    if evidence.good > evidence.bad:
        return "utf-8"
    sample = b"\n".join(evidence.lines)
    scores = {"gb18030": _score(sample, "gb18030"), "cp950": _score(sample, "cp950"), "cp1252": _western(sample)}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.5:
        return best
    found = from_bytes(sample).best()
    name = found.encoding if found is not None else best
    return _USUAL_NAMES.get(codecs.lookup(name).name, name)


def _score(sample: bytes, encoding: str) -> float:
    """How usual the characters beyond ASCII are, from 0 to about 1.2."""
    usual = _usual_simplified() if encoding == "gb18030" else _usual_traditional()
    total, count = 0.0, 0
    for one in sample.decode(encoding, "replace"):
        if one <= "\x7f":
            continue
        count += 1
        if one in _USUAL:
            total += 1.2
        elif one in usual:
            total += 1
        elif "\u3000" <= one <= "\u301f" or "\uff01" <= one <= "\uff5e" or one in "“”‘’…—·×￥℃":
            total += 0.7
        elif one == "\ufffd":
            total -= 1
        elif "\u4e00" <= one <= "\u9fff":
            total += 0.2
    return total / count if count else 0.0


def _western(sample: bytes) -> float:
    """The share of bytes beyond ASCII that stand alone, as letters beside letters or as signs of Windows-1252."""
    high = re.findall(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?", sample)
    good = total = 0
    for run in high:
        text = run.decode("cp1252", "replace")
        beyond = [one for one in text if one > "\x7f"]
        total += len(beyond)
        if len(beyond) <= 2 and all(one in "€£§°²³´µ·ºª«»¿¡‘’“”–—…•™®©ß½" or "À" <= one <= "ÿ" for one in beyond):
            beside = [one for one in text if one <= "\x7f"]
            good += len(beyond) * (1.0 if any(one.isalpha() for one in beside) else 0.6)  # type: ignore[assignment]
    return 0.95 * good / total if total else 0.0


@cache
def _usual_simplified() -> frozenset[str]:
    """The 3,755 usual characters of GB 2312."""
    return _between("gb2312", range(0xB0, 0xD8), (*range(0xA1, 0xFF),))


@cache
def _usual_traditional() -> frozenset[str]:
    """The 5,401 usual characters of Big5."""
    return _between("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))


def _between(encoding: str, leads: range, trails: tuple[int, ...]) -> frozenset[str]:
    pairs = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in trails)
    return frozenset(one for pair in pairs for one in pair)


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error("luopan-broken", _mark_broken)
