"""Nothing that could act survives the cleaner, and what it leaves is left as it is."""

import re
import time
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luopan.kernel.fields.base import NoSettings, Rejected, words
from luopan.kernel.fields.registry import FIELD_TYPES
from luopan.kernel.fields.types.rich_text import plain_text
from tests.conformance.cases import CONTEXT, HTML

ELEMENTS = words("p br h1 h2 h3 h4 strong em u s a ul ol li blockquote code pre table thead tbody tr th td img hr span")
ATTRIBUTES = {
    "a": {"href", "rel", "target"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
ADDRESS = re.compile(r"(https?|mailto|tel):|/api/files/(?!.*\.\.)", re.I)
NASTY = [
    "<script>alert(1)</script>x",
    "<img src=x onerror=alert(1)>x",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href=' &#1;javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/api/auth/logout'>x</a>",
    "<img src='/api/files/../auth/logout'>x",
    "<img src='/api/files/%2e%2E/auth/logout'>x",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>x",
    "<p title=t lang=de style='background:url(https://evil.example)' class=c id=i onclick=alert(1)>x</p>",
    "<iframe src=https://evil.example></iframe>x",
    "<object data=x></object><embed src=x><applet>x",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>x",
    "<svg><style><img src=x onerror=alert(1)></style></svg>x",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>x",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>x",
    "<table><td>x<table><a href=javascript:alert(1)><tr><a>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>x",
    "<<img src=x onerror=alert(1)>x",
    "<p/onmouseover=alert(1)>x",
    "<base href=https://evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>x",
    "<form action=https://evil.example><input name=password><button formaction=javascript:alert(1)>x</form>",
    "<a href='https://example.com' target=_top rel=opener>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<p>x",
    "<!--><img src=x onerror=alert(1)>-->x",
    "<plaintext><img src=x onerror=alert(1)>",
    "<p>\u0338x<\u0338script>",
]


def read(raw: str) -> str | None:
    return FIELD_TYPES["rich_text"].parse(NoSettings(), raw, CONTEXT)


class Harmless(HTMLParser):
    """Fails on whatever is not on the lists."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        given = dict(attrs)
        assert given.keys() <= ATTRIBUTES.get(tag, set())
        for name in given.keys() & {"href", "src"}:
            assert ADDRESS.match(given[name] or ""), given
        assert given.get("target", "_blank") == "_blank"
        if tag == "a":
            assert given["rel"] == "noopener noreferrer nofollow"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def check(raw: str) -> str | None:
    cleaned = read(raw)
    if cleaned is not None:
        Harmless().feed(cleaned)
        assert read(cleaned) == cleaned
    return cleaned


@pytest.mark.parametrize("raw", NASTY)
def test_what_acts_is_taken_out(raw: str) -> None:
    cleaned = check(f"<p>kept</p>{raw}")
    assert plain_text(cleaned or "").startswith("kept")


@settings(max_examples=500, deadline=None)
@given(pieces=st.lists(st.sampled_from(HTML) | st.sampled_from(NASTY) | st.text(max_size=5), max_size=20))
def test_whatever_is_written_the_rest_is_harmless_and_stable(pieces: list[str]) -> None:
    with suppress(Rejected):
        check("".join(pieces))


@pytest.mark.parametrize(
    "raw", ["<ul><li>" * 120_000, "<ul><li><!-- </ul> -->" * 9_000, "<x>" * 5_000 + "</y>" * 200_000, "&" * 999_999]
)
def test_what_takes_long_to_read_is_refused_soon(raw: str) -> None:
    began = time.process_time()
    with pytest.raises(Rejected):
        read(raw)
    assert time.process_time() - began < 10


def test_plain_text_has_the_words_apart() -> None:
    cleaned = read("<h1>标题</h1><ul><li>a<strong>b</strong>c</li><li>d&nbsp;&amp;&lt;e</li></ul>x<br>y")
    assert plain_text(cleaned or "") == "标题 abc d &<e x y"
