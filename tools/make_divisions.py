"""Writes `src/luopan/kernel/fields/data/divisions.tsv.gz` from the CSV files of china-division.

    python tools/make_divisions.py FOLDER

FOLDER holds `china_division_provinces.csv`, `…_cities.csv`, `…_areas.csv` and `…_streets.csv` (also with `.gz`), which
china-division (https://github.com/modood/Administrative-divisions-of-China, MIT licence) makes of the lists of the National
Bureau of Statistics.

One line a division, those above first: its code of six digits, its name, and, behind tabs, the streets and towns in it. Levels
without a place of their own (市辖区, 省直辖县级行政区划, the one district that is its whole city) are left out; their codes
stand as `code=code of what is meant`. Taiwan, Hong Kong and Macau have no divisions in these lists.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/luopan/kernel/fields/data/divisions.tsv.gz"
NO_PLACE = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
WITHOUT_LISTS = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}


def read(folder: Path, kind: str) -> list[dict[str, str]]:
    file = folder / f"china_division_{kind}.csv"
    packed = file.with_name(f"{file.name}.gz")
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else file.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode())))


def lines(folder: Path) -> Iterator[str]:
    streets: dict[str, list[str]] = {}
    for row in read(folder, "streets"):
        streets.setdefault(row["areaCode"], []).append(row["name"])
    provinces = {row["code"].ljust(6, "0"): row["name"] for row in read(folder, "provinces")} | WITHOUT_LISTS
    cities = {row["code"].ljust(6, "0"): row["name"] for row in read(folder, "cities")}
    areas = {row["code"]: row["name"] for row in read(folder, "areas")}
    whole = {f"{code[:4]}00": code for code, name in areas.items() if cities[f"{code[:4]}00"] == name}
    for code, name in provinces.items():
        yield f"{code}\t{name}"
    for code, name in cities.items():
        if name in NO_PLACE:
            yield f"{code}={code[:2]}0000"
        else:
            yield "\t".join([code, name, *streets.get(whole.get(code, ""), [])])
    for code, name in areas.items():
        if code not in whole.values():
            yield "\t".join([code, name, *streets.get(code, [])])
        elif code not in cities:
            yield f"{code}={code[:4]}00"


if __name__ == "__main__":
    text = "".join(f"{line}\n" for line in lines(Path(sys.argv[1])))
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")
