"""Table files of every make: read as a spreadsheet program would show them, or refused with a reason."""

import csv
import gzip
import io
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile, TemporaryDirectory

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luopan.kernel.imports.reading import ReadOptions, open_rows, recognise
from luopan.kernel.imports.writers.formulas import unguarded
from luopan.kit.errors import LuopanError
from luopan.kit.i18n import LOCALES, catalogue

from .files import faults, names, old_file, public, read, saved, sheet, workbook, zipped

HEADER = ("客户名称", "电话", "备注")
ROWS = (("华为技术有限公司", "13912345678", "重要；长期"), ("阿里巴巴", "0571-85022088", None), ("乙公司", None, "好"))
TRADITIONAL = (
    ("客戶名稱", "電話", "備註"),
    ("臺灣積體電路製造", "03-5636688", "重要客戶"),
    ("鴻海精密", None, "聯絡人：林"),
)
WESTERN = (
    ("Kunde", "Telefon", "Straße"),
    ("Müller GmbH", "030 1234567", "Königsallee"),
    ("Société Générale", None, "Rue"),
)


def written(table: object, delimiter: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return text.getvalue()


def refusal(path: Path, options: ReadOptions | None = None) -> str:
    with pytest.raises(LuopanError) as error:
        read(path, options)
    for locale in LOCALES:
        catalogue(locale)[error.value.code].format(**error.value.params)
    return error.value.code


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        ((HEADER, *ROWS), "utf-8"),
        ((HEADER, *ROWS), "utf-8-sig"),
        ((HEADER, *ROWS), "gb18030"),
        ((HEADER, *ROWS), "gb2312"),
        ((HEADER, *ROWS), "utf-16"),
        ((HEADER, *ROWS), "utf-16-le"),
        ((HEADER, *ROWS), "utf-16-be"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (WESTERN, "cp1252"),
        (WESTERN, "utf-8"),
    ],
)
def test_every_encoding_delimiter_and_line_end(
    tmp_path: Path, table: tuple[tuple[str | None, ...], ...], encoding: str, delimiter: str, end: str
) -> None:
    recognised, rows = read(saved(tmp_path, written(table, delimiter, end).encode(encoding)))
    assert names(recognised) == list(table[0])
    assert recognised.delimiter == delimiter
    assert [tuple(row.cells) for row in rows] == list(table[1:])
    assert [row.number for row in rows] == [*range(2, len(table) + 1)]
    assert faults(rows) == []
    assert recognised.sample == tuple(rows)


def test_chinese_that_comes_late_is_found(tmp_path: Path) -> None:
    ascii_rows = [(f"c{at}", "1", "x") for at in range(60_000)]
    recognised, rows = read(
        saved(tmp_path, written((("a", "b", "c"), *ascii_rows, ("杭州客户", "2", "y"))).encode("gbk"))
    )
    assert recognised.encoding == "gb18030"
    assert rows[-1].cells == ["杭州客户", "2", "y"]


def test_short_texts_of_gb_2312_that_happen_to_be_utf8(tmp_path: Path) -> None:
    assert read(saved(tmp_path, "a\r\n通\r\n".encode("gb2312")))[1][0].cells == ["通"]


def test_what_somebody_says_goes_before_what_is_guessed(tmp_path: Path) -> None:
    path = saved(tmp_path, "a;b,c\n1;2,3\n'x;y';4,5\n")
    recognised, rows = read(path, ReadOptions(delimiter=",", header_row=0))
    assert (names(recognised), recognised.header_row) == (["列 A", "列 B"], 0)
    assert rows[0].cells == ["a;b", "c"]
    assert read(path, ReadOptions(delimiter=";", quote="'"))[1][1].cells == ["x;y", "4,5"]
    assert read(path, ReadOptions(delimiter=",", header_row=2))[0].columns[0].name == "1;2"
    assert read(saved(tmp_path, "a\n名".encode("gbk")), ReadOptions(encoding="GBK"))[1][0].cells == ["名"]
    assert read(saved(tmp_path, "a\n-\nx\n"), ReadOptions(empty=("x",)))[1][0].cells == ["-"]
    assert refusal(path, ReadOptions(encoding="base64")) == "file_encoding_unknown"
    assert refusal(path, ReadOptions(delimiter="::")) == "file_delimiter_wrong"
    assert refusal(path, ReadOptions(quote="q")) == "file_quote_wrong"
    assert refusal(path, ReadOptions(header_row=9)) == "file_header_unknown"


def test_titles_doubled_and_missing_headers_blank_lines_and_ragged_rows(tmp_path: Path) -> None:
    text = "客户清单\n\n制表人：张三,,2026-01-05\n名称,电话,名称,,备注,,\n甲,1,2,3,4,,\n\n乙\n丙,1,2,3,4,,,x\n,N/A,-,无,,\n"
    recognised, rows = read(saved(tmp_path, text))
    assert recognised.header_row == 4
    assert names(recognised) == ["名称", "电话", "名称 (2)", "列 D", "备注"]
    assert [(row.number, row.line, row.cells) for row in rows] == [
        (5, 5, ["甲", "1", "2", "3", "4"]),
        (7, 7, ["乙", None, None, None, None]),
        (8, 8, ["丙", "1", "2", "3", "4"]),
    ]
    assert faults(rows) == [(8, "row_too_long")]


def test_no_two_columns_are_called_the_same(tmp_path: Path) -> None:
    recognised, _ = read(saved(tmp_path, "a,A,a (2),,列 D,a\n1,2,3,4,5,6\n"))
    assert len({name.casefold() for name in names(recognised)}) == 6
    assert names(recognised)[0] == "a"


def test_excels_separator_line_and_cells_with_line_ends(tmp_path: Path) -> None:
    recognised, rows = read(saved(tmp_path, 'sep=;\r\na;b\r\n"1\r\n2";"x ""y"""\r\n3,5;4\r\n'))
    assert (recognised.delimiter, names(recognised)) == (";", ["a", "b"])
    assert [(row.number, row.line, row.cells) for row in rows] == [
        (2, 3, ["1\r\n2", 'x "y"']),
        (3, 5, ["3,5", "4"]),
    ]


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, 'a,b,c\n1,"x,2\n3,y,4\n5,"z",6\n7,8,9\n'))[1]
    assert [row.cells for row in rows] == [["1", "x", "2"], ["3", "y", "4"], ["5", "z", "6"], ["7", "8", "9"]]
    assert faults(rows) == [(2, "row_quote_open")]
    rows = read(saved(tmp_path, 'a,b\n1,"x\n' + "2,3\n" * 50_000))[1]
    assert (len(rows), faults(rows)) == (50_001, [(2, "row_quote_open")])
    assert rows[0].faults[0].line == 2


def test_quotes_out_of_place_are_only_characters(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, 'a,b\n"x" y,5" pipe\n3,4\n'))[1]
    assert [row.cells for row in rows] == [["x y", '5" pipe'], ["3", "4"]]
    assert faults(rows) == []


def test_half_written_files_keep_what_is_whole(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, 'a,b\n1,2\n3,"four\nand'))[1]
    assert (rows[0].cells, faults(rows)) == (["1", "2"], [(3, "row_quote_open")])
    for encoding in ("utf-8", "gb18030"):
        rows = read(saved(tmp_path, "客户名称,b\n客户甲,1\n客户乙".encode(encoding)[:-1]))[1]
        assert (rows[0].cells, faults(rows)) == (["客户甲", "1"], [(3, "cell_broken")])
    random = Random(1)
    packed = gzip.compress("".join(f"{at},{random.random()}\n" for at in range(50_000)).encode())
    rows = read(saved(tmp_path, packed[: len(packed) // 2], "half.csv.gz"))[1]
    assert len(rows) > 20_000
    assert faults(rows)[-1] == (rows[-1].number, "file_cut")


def test_broken_bytes_and_nuls_concern_their_row_alone(tmp_path: Path) -> None:
    content = "客户名称,电话\n甲公司,1\n乙公司,2\n丙公司,3\n".encode().replace("乙".encode(), b"\xff\xfe")
    recognised, rows = read(saved(tmp_path, content))
    assert recognised.encoding == "utf-8"
    assert faults(rows) == [(3, "cell_broken")]
    assert [row.cells[1] for row in rows] == ["1", "2", "3"]
    assert read(saved(tmp_path, "a,b\nx\0y,2\n\0\0\0\0"))[1][0].cells == ["xy", "2"]


def test_huge_cells_are_cut_with_a_fault(tmp_path: Path) -> None:
    for long in ("长" * 5_000_000, "a" * 60_000 + "\n" + "b" * 60_000):
        rows = read(saved(tmp_path, f'a,b\n1,"{long}"\n2,3\n'))[1]
        assert [len(row.cells[1] or "") for row in rows] == [100_000, 1]
        assert faults(rows) == [(2, "cell_too_long")]


def test_an_apostrophe_before_what_would_be_a_formula_is_taken_off(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, "a,b\n'=1+1,'abc\n'＝x,'-5\n'@a,''=\n"))[1]
    assert [row.cells for row in rows] == [["=1+1", "'abc"], ["＝x", "-5"], ["@a", "'="]]


def test_none_is_an_answer_where_there_is_some(tmp_path: Path) -> None:
    assert [row.cells[1] for row in read(saved(tmp_path, "名称,车\n甲,有\n乙,无\n丙,N/A\n"))[1]] == ["有", "无", None]
    assert [row.cells[1] for row in read(saved(tmp_path, "名称,车\n甲,x\n乙,无\n"))[1]] == ["x", None]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_no_rows"),
        (b" \r\n\t\n,,\n", "file_no_rows"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_is_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "file_is_page"),
        (b"%PDF-1.7 ...", "file_no_table"),
        (Random(1).randbytes(200_000), "file_no_table"),
        (b"PK\x03\x04 and then nothing", "file_broken"),
        (b"\x1f\x8b and then nothing", "file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "file_no_table"),
        (old_file("EncryptionInfo", "EncryptedPackage"), "file_encrypted"),
        (old_file("Workbook", "_VBA_PROJECT_CUR"), "file_workbook_macros"),
        (old_file("WordDocument"), "file_no_table"),
        (old_file("Workbook"), "file_broken"),
        (zipped({"a.csv": "a,b"}), "file_is_archive"),
        (zipped({"word/document.xml": "x"}), "file_no_table"),
        (workbook({"A": sheet([["a"], ["b"]])}, {"xl/vbaProject.bin": b"x"}), "file_workbook_macros"),
        (workbook({"A": sheet([["a"], ["b"]])})[:-200], "file_broken"),
        (workbook({"A": sheet([])}), "file_no_rows"),
        (gzip.compress(workbook({"A": sheet([["a"]])})), "file_packed_workbook"),
        (gzip.compress(bytes(200_000_000)), "file_unpacks_too_large"),
        (zipped({"xl/workbook.xml": bytes(300_000_000)}), "file_unpacks_too_large"),
        (zipped({f"xl/{number}": b"" for number in range(6_000)}), "file_unpacks_too_large"),
        (",".join(f"c{number}" for number in range(5_000)).encode(), "file_columns"),
        (b"a,b\n" + b"x" * 20_000_000, "file_line_too_long"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    path, start = saved(tmp_path, content, "客户.csv"), time.perf_counter()
    assert refusal(path) == code
    assert time.perf_counter() - start < 5


def test_a_workbook_as_it_is_shown(tmp_path: Path) -> None:
    error, date = ('t="e"', "<f>1/0</f><v>#DIV/0!</v>"), ('s="2"', "<v>42067</v>")
    rows = [
        ["名称", "值", "日期"],
        ["整数", 13912345678.0, date],
        ["小数", 0.1 + 0.2, None],
        ["百分比", ('s="1"', "<v>0.07</v>"), True],
        [None, None, None],
        ["错误", error, ('t="e"', "<v>#N/A</v>")],
        ["身份证", 110101199003070000.0, None],
        ["公式", ("", "<f>1+1</f><v>2</v>"), ('t="str"', "<f>A1</f><v>缓存</v>")],
    ]
    content = workbook({"藏": sheet([["x"]]), "空": sheet([]), "客户": sheet(rows)}, hidden="藏")
    recognised, read_rows = read(saved(tmp_path, content, "lying.csv"))
    assert (recognised.kind, recognised.sheet, recognised.sheets) == ("xlsx", "客户", ("藏", "空", "客户"))
    assert [(row.number, row.cells) for row in read_rows] == [
        (2, ["整数", "13912345678", "2015-03-04"]),
        (3, ["小数", "0.3", None]),
        (4, ["百分比", "7%", "TRUE"]),
        (6, ["错误", None, None]),
        (7, ["身份证", "110101199003070000", None]),
        (8, ["公式", "2", "缓存"]),
    ]
    assert faults(read_rows) == [(6, "cell_error"), (7, "cell_digits_lost")]
    assert recognised.sample == tuple(read_rows)
    assert read(saved(tmp_path, content), ReadOptions(sheet="藏", header_row=0))[1][0].cells == ["x"]
    assert refusal(saved(tmp_path, content), ReadOptions(sheet="没有")) == "file_sheet_unknown"


def test_merged_headers_below_a_title(tmp_path: Path) -> None:
    rows = [
        ["2026 年客户清单", None, None, None],
        ["名称", "联系人", None, "备注"],
        [None, "姓名", "电话", None],
        ["甲", "李", "1", "好"],
        ["乙", "王", "2", "好"],
    ]
    merged = ["A1:D1", "A2:A3", "B2:C2", "D2:D3"]
    recognised, read_rows = read(saved(tmp_path, workbook({"A": sheet(rows, merged)})))
    assert (recognised.header_row, names(recognised)) == (3, ["名称", "姓名", "电话", "备注"])
    assert [row.cells[0] for row in read_rows] == ["甲", "乙"]


def test_a_table_that_does_not_begin_in_the_corner(tmp_path: Path) -> None:
    rows = [[None, None, None], [None, "名称", "电话"], [None, "甲", 1], [None, "乙", 2]]
    recognised, read_rows = read(saved(tmp_path, workbook({"A": sheet(rows, first=5)})))
    assert (recognised.header_row, names(recognised)) == (6, ["列 A", "名称", "电话"])
    assert [(row.number, row.cells) for row in read_rows] == [(7, [None, "甲", "1"]), (8, [None, "乙", "2"])]


def test_open_document_sheets(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>" for a, b in ("名电", "甲1", "乙2")
    )
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    whole = f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet>'
    body = f"<office:body>{whole}</office:body>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>",
    }
    recognised, read_rows = read(saved(tmp_path, zipped(parts), "x.ods"))
    assert (recognised.sheet, names(recognised)) == ("表", ["名", "电"])
    assert [row.cells for row in read_rows] == [["甲", "1"], ["乙", "2"]]


def test_a_sheet_that_would_fill_the_memory_ends_its_own_process_alone(tmp_path: Path) -> None:
    far = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refusal(saved(tmp_path, workbook({"A": far}))) == "file_workbook_too_large"


def test_a_reader_that_is_let_go_ends_its_process(tmp_path: Path) -> None:
    path = saved(tmp_path, workbook({"A": sheet([["a", "b"], *([at, at] for at in range(20_000))])}))
    recognised = recognise(path, "a.xlsx", ReadOptions())
    rows = open_rows(path, recognised)
    assert [row.number for row in islice(rows, 2)] == [2, 3]
    rows.close()  # type: ignore[attr-defined]
    children = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert not any("workbook_child" in command for command in children)


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        (("10_import", "cn_enterprises_15000.csv.gz"), 15_000),
        (("10_import", "cn_enterprises_2000.xlsx"), 2_000),
        (("10_import", "china_division_areas.csv"), 2_978),
        (("10_import", "china_division_streets.csv.gz"), 41_352),
        (("10_import", "sales_team", "sales_pipeline.csv"), 8_800),
        (("03_lead", "bank_marketing_additional_full.csv.gz"), 41_188),
    ],
)
def test_real_files_are_read_whole(parts: tuple[str, ...], count: int) -> None:
    recognised, rows = read(public(*parts))
    assert (len(rows), faults(rows), recognised.header_row) == (count, [], 1)
    assert {len(row.cells) for row in rows} == {len(recognised.columns)}


texts = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    | st.sampled_from("\",;\t|\r\n '=客户名称公司电话，；“”ü"),
    max_size=12,
).filter(lambda text: unguarded(text) == text)
tables = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), max_size=8))


@settings(max_examples=300, deadline=None)
@given(
    tables,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)
def test_any_table_of_texts_comes_back(
    table: list[list[str]], encoding: str, delimiter: str, end: str, quoting: int
) -> None:
    end = (
        "\r\n" if quoting == csv.QUOTE_MINIMAL else end
    )  # this writer leaves a bare CR unquoted where it is no line end
    header = [f"列{at}" for at in range(len(table[0]) if table else 2)]
    with TemporaryDirectory() as folder:
        path = saved(Path(folder), written([header, *table], delimiter, end, quoting).encode(encoding))
        options = ReadOptions(encoding=encoding, delimiter=delimiter, header_row=1, empty=())
        recognised, rows = read(path, options)
    assert names(recognised) == header
    whole = [(number, row) for number, row in enumerate(table, 2) if any(row)]
    assert [(row.number, [cell or "" for cell in row.cells]) for row in rows] == whole
    assert faults(rows) == []


START = st.sampled_from(
    [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"sep=;\r\n", b'a,"']
)
WORKBOOK = workbook({"A": sheet([["a", "b"], ["c", 1.5], ["d", 2]])})


@settings(max_examples=150, deadline=None)
@given(START, st.binary(max_size=3_000))
def test_any_bytes_are_rows_or_a_clear_refusal(start: bytes, rest: bytes) -> None:
    codes: set[str] = set()
    with TemporaryDirectory() as folder:
        try:
            read(saved(Path(folder), start + rest))
        except LuopanError as error:
            codes.add(error.code)
    assert codes <= catalogue("en").keys()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.integers(1, 255))
def test_a_workbook_with_a_wrong_byte_is_rows_or_a_clear_refusal(at: int, change: int) -> None:
    content = bytearray(WORKBOOK)
    content[at] ^= change
    codes: set[str] = set()
    with TemporaryDirectory() as folder:
        try:
            read(saved(Path(folder), bytes(content)))
        except LuopanError as error:
            codes.add(error.code)
    assert codes <= catalogue("en").keys()


PEAK = """
import resource, sys
from pathlib import Path
from luopan.kernel.imports.reading import ReadOptions, open_rows, recognise
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
recognised = recognise(path, path.name, ReadOptions())
print(sum(1 for _ in open_rows(path, recognised)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_reading_takes_little_memory_whatever_the_size(tmp_path: Path) -> None:
    with NamedTemporaryFile("w", dir=tmp_path, suffix=".csv", encoding="gb18030", newline="") as file:
        csv.writer(file).writerow([f"列{at}" for at in range(15)])
        csv.writer(file).writerows([f"客户{row}", *range(14)] for row in range(200_000))
        file.flush()
        done = subprocess.run([sys.executable, "-c", PEAK, file.name], capture_output=True, text=True, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == 200_000
    assert kilobytes * (1 if sys.platform != "darwin" else 1 / 1024) < 40_000
