"""The screens of the shipped apps speak of what is there, in every language, and of nothing twice."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import luopan
from luopan.kernel.metadata.definitions import Decoder, Problems, decode_change_set
from luopan.kernel.metadata.diff import propose
from luopan.kernel.metadata.model import Snapshot
from luopan.kernel.metadata.screens import Reader
from luopan.kernel.metadata.seeing import screen_problems
from luopan.kernel.metadata.system import SYSTEM_OBJECTS
from luopan.kernel.screens.workspace import SCREENS

APPS = Path(luopan.__file__).parent / "apps"
LOCALES = {"zh-CN", "zh-TW", "en"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    objects = [*SYSTEM_OBJECTS, *(read(path) for path in sorted(APPS.glob("*/objects/*.yaml")))]
    return propose(Snapshot(0, ()), decode_change_set({"objects": objects})).after


def labels(part: Any) -> Iterator[Mapping[str, str]]:
    for key, value in part.items() if isinstance(part, dict) else enumerate(part if isinstance(part, list) else ()):
        if key == "label":
            yield value
        else:
            yield from labels(value)


def test_every_object_has_screens_and_nothing_is_wrong_with_them(snapshot: Snapshot) -> None:
    for item in snapshot.objects.values():
        assert item.definition.get("icon"), item
        assert item.screens["form"], item
        assert item.screens["views"], item
        assert not screen_problems(item.screens, item, snapshot), item
        assert all(set(label) == LOCALES for label in labels(item.screens)), item


def test_forms_leave_no_field_out_that_must_be_filled_in(snapshot: Snapshot) -> None:
    for item in snapshot.objects.values():
        shown = {name for section in item.screens["form"] for name in section["fields"]}
        needed = {field.name for field in item.own_fields if field.required is True and field.default is None}
        assert needed <= shown, (item, needed - shown)


@pytest.mark.parametrize(
    "path", sorted(APPS.glob("*/screens/*.yaml")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_screens_of_the_workspace_can_be_read(path: Path, snapshot: Snapshot) -> None:
    content, problems = read(path), Problems()
    normal = SCREENS[path.stem].read(content, Reader(Decoder(problems, "en")), snapshot)
    assert not problems.found
    assert normal == content
    assert all(set(label) == LOCALES for label in labels(content))
