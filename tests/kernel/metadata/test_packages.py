"""Apps as text: read with places, installed, upgraded beside local changes, written out and installed again."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from luopan.kernel.metadata import runner
from luopan.kernel.metadata.export import export_app
from luopan.kernel.metadata.packages import App, File, Installers, install_app, plan_app, read_app
from luopan.kernel.metadata.store import Catalogue
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Database
from luopan.kit.errors import Conflict, Invalid
from tests.kernel.metadata.physical import check
from tests.kernel.metadata.test_properties import change_set

APPS = Path(runner.__file__).parents[2] / "apps"
MACHINE = """
name: machine
label: {zh-CN: 设备, en: Machine}
fields:
  - {name: serial, type: text, unique: true, required: true}
  - {name: kind, type: select, options: [{value: "no", label: None}, lathe, mill]}
  - {name: opened, type: date, default: 2026-01-05}
  - {name: colour, type: text, label: Colour}
  - {name: note, type: text, visible: {field: kind, op: eq, value: lathe}}
rules:
  - {name: needs_note, when: {field: note, op: empty}, message: Write a note, field: note}
"""


def write_app(folder: Path, **objects: str | Mapping[str, Any]) -> App:
    (folder / "objects").mkdir(parents=True, exist_ok=True)
    (folder / "app.yaml").write_text("name: plant\nversion: 1.0\nlabel: Plant\n")
    for name, content in objects.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        (folder / "objects" / f"{name}.yaml").write_text(text)
    return read_app(folder)


async def change(catalogue: Catalogue, **parts: Any) -> None:
    await runner.apply(catalogue, SYSTEM, parts)


def test_problems_name_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        write_app(
            tmp_path,
            a=MACHINE.replace("unique: true", "unique: maybe").replace("type: date", "type: day"),
            b="name: [unclosed",
            c="name: c\nlabel: C\nname: d\n",
        )
    found = {(problem.field, problem.line, problem.code) for problem in caught.value.errors}
    assert ("objects/b.yaml", 1, "package_unreadable") in found
    assert ("objects/c.yaml: name", 3, "named_twice") in found
    assert ("objects/a.yaml: fields[0].unique", 5, "not_a_switch") in found


async def test_problems_of_installing_name_file_and_line(tmp_path: Path, catalogue: Catalogue) -> None:
    app = write_app(tmp_path, machine=MACHINE.replace("type: date", "type: day").replace("field: kind", "field: kin"))
    with pytest.raises(Invalid) as caught:
        await plan_app(catalogue, SYSTEM, app)
    assert [(problem.field, problem.line) for problem in caught.value.errors] == [
        ("objects/machine.yaml: fields[2].type", 7)
    ]


async def test_yaml_means_what_people_write(tmp_path: Path, catalogue: Catalogue) -> None:
    await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=MACHINE))
    machine = catalogue.current.object("machine")
    assert machine.app == machine.field("serial").app == "plant"
    assert [*machine.field("kind").settings.by_key] == ["no", "lathe", "mill"]
    assert machine.field("opened").default == "2026-01-05"


async def test_an_upgrade_keeps_what_was_changed_here(tmp_path: Path, catalogue: Catalogue, database: Database) -> None:
    await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=MACHINE))
    await change(
        catalogue,
        objects=[
            {
                "id": "machine",
                "label": "Our machine",
                "fields": [
                    {"id": "kind", "name": "sort"},
                    {"name": "serial", "label": "Plate"},
                    {"name": "mine", "type": "text"},
                ],
            }
        ],
        remove=["machine.opened"],
    )
    text = (
        MACHINE.replace("name: colour, type: text, label: Colour", "id: colour, name: paint, type: text, label: Paint")
        .replace("label: {zh-CN: 设备, en: Machine}", "label: Tool\nicon: tool")
        .replace("required: true}", "required: true, label: Serial, max_length: 40}")
        .replace("op: eq, value: lathe", "op: in, value: [lathe, mill]")
        .replace("2026-01-05", "2026-01-06")
        .replace("rules:", "  - {name: weight, type: decimal}\nrules:")
    )
    app = write_app(tmp_path, machine=text)
    plan = await plan_app(catalogue, SYSTEM, app)
    assert {(kept.code, kept.target) for kept in plan.kept} == {
        ("package_kept", "machine: label"),
        ("package_kept", "machine.serial: label"),
        ("package_kept_removed", "machine.opened"),
    }
    await install_app(catalogue, SYSTEM, app)
    machine = catalogue.current.object("machine")
    assert machine.label == {"en": "Our machine"}
    assert machine.definition["icon"] == "tool"
    assert machine.field("serial").label == {"en": "Plate"}
    assert machine.field("serial").settings.max_length == 40
    assert (machine.field("paint").id, machine.field("paint").label) == ("colour", {"en": "Paint"})
    assert machine.field("sort").id == "kind"
    assert machine.field("note").visible == {"field": "sort", "op": "in", "value": ["lathe", "mill"]}
    assert {"mine", "weight"} <= set(machine.fields)
    assert "opened" in machine.removed_fields
    version = catalogue.current.version
    assert (await install_app(catalogue, SYSTEM, app)).version == version
    async with database.session() as session:
        await check(session, catalogue.current)


async def test_an_upgrade_brings_its_screens_unless_they_were_changed_here(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    def machine(*columns: str) -> str:
        return MACHINE + f"screens: {{views: [{{name: all_of_them, kind: list, columns: [{', '.join(columns)}]}}]}}\n"

    def columns() -> list[str]:
        return catalogue.current.object("machine").screens["views"][0]["columns"]

    await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=machine("serial", "kind")))
    await change(
        catalogue, objects=[{"id": "machine", "fields": [{"id": "kind", "name": "sort"}]}], remove=["machine.opened"]
    )
    assert columns() == ["serial", "sort"]
    done = await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=machine("kind", "serial", "opened")))
    assert "machine: screens" not in {kept.target for kept in done.kept}
    assert columns() == ["sort", "serial", "opened"], "what waits in the recycle bin is no obstacle"
    await change(catalogue, objects=[{"name": "machine", "screens": {"views": [{"name": "ours", "kind": "list"}]}}])
    done = await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=machine("serial")))
    assert ("package_kept", "machine: screens") in {(kept.code, kept.target) for kept in done.kept}
    assert [one["name"] for one in catalogue.current.object("machine").screens["views"]] == ["ours"]


async def test_what_leaves_the_package_leaves_unless_changed_here(tmp_path: Path, catalogue: Catalogue) -> None:
    spare = {"name": "spare", "fields": [{"name": "name", "type": "text"}]}
    used = {"name": "used", "fields": [{"name": "name", "type": "text"}]}
    machine = MACHINE.replace("rules:", "  - {name: old, type: text}\n  - {name: loved, type: text}\nrules:")
    await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=machine, spare=spare, used=used))
    await change(
        catalogue,
        objects=[
            {"name": "machine", "fields": [{"name": "loved", "label": "Loved"}]},
            {"name": "used", "fields": [{"name": "own", "type": "text"}]},
        ],
    )
    (tmp_path / "objects" / "spare.yaml").unlink()
    (tmp_path / "objects" / "used.yaml").unlink()
    done = await install_app(catalogue, SYSTEM, write_app(tmp_path, machine=MACHINE))
    assert {(kept.code, kept.target) for kept in done.kept} == {
        ("package_not_removed", "machine.loved"),
        ("package_not_removed", "used"),
    }
    assert "spare" not in catalogue.current.objects
    assert "old" in catalogue.current.object("machine").removed_fields
    assert "loved" in catalogue.current.object("machine").fields


async def test_other_folders_go_to_whoever_knows_them(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles" / "clerk.yaml").write_text("name: clerk\n")
    app = write_app(tmp_path, machine=MACHINE)
    with pytest.raises(Invalid):
        await install_app(catalogue, SYSTEM, app)
    seen: list[Any] = []
    installers = Installers()

    async def install_roles(catalogue: Catalogue, actor: Any, app: App, files: tuple[File, ...]) -> None:
        seen.extend((file.path, file.content, "machine" in catalogue.current.objects) for file in files)

    installers.register("roles", install_roles)
    installers.register("screens", _nothing)
    await install_app(catalogue, SYSTEM, app, installers)
    assert seen == [("roles/clerk.yaml", {"name": "clerk"}, True)]
    with pytest.raises(Conflict):
        await install_app(catalogue, SYSTEM, read_app(APPS / "sales"), installers)


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.rglob("*.yaml"))}


async def installed_elsewhere(database_server: Any, template: str, folder: Path, name: str) -> dict[str, str]:
    """What an export says after it was installed into another database and exported there."""
    with database_server.database(name, template) as url:
        async with Database(url) as other:
            catalogue = Catalogue(other)
            await install_app(catalogue, SYSTEM, read_app(folder))
            again = folder.parent / "again"
            async with other.session() as session:
                await check(session, catalogue.current)
                await export_app(session, again)
    return texts(again)


@pytest.mark.parametrize("seed", range(8))
async def test_an_export_gives_the_same_metadata_again(
    seed: int, tmp_path: Path, catalogue: Catalogue, database: Database, database_server: Any, metadata_template: str
) -> None:
    random = Random(seed)
    for _ in range(40):
        try:
            await runner.apply(catalogue, SYSTEM, change_set(random, catalogue.current))
        except Invalid:
            continue
    async with database.session() as session:
        await export_app(session, tmp_path / "one")
    assert len(texts(tmp_path / "one")) > 1
    assert await installed_elsewhere(database_server, metadata_template, tmp_path / "one", f"again_{seed}") == texts(
        tmp_path / "one"
    )


async def test_the_bundled_apps_install_and_come_out_the_same(
    tmp_path: Path, catalogue: Catalogue, database: Database, database_server: Any, metadata_template: str
) -> None:
    for name in ("core", "sales", "demo"):
        app = read_app(APPS / name)
        installers = Installers()
        for folder in app.others:
            installers.register(folder, _nothing)
        await install_app(catalogue, SYSTEM, app, installers)
    async with database.session() as session:
        await check(session, catalogue.current)
        await export_app(session, tmp_path / "one")
        await export_app(session, tmp_path / "sales", "sales")
    assert await installed_elsewhere(database_server, metadata_template, tmp_path / "one", "again_apps") == texts(
        tmp_path / "one"
    )
    assert {path.stem for path in (APPS / "sales" / "objects").glob("*.yaml")} == {
        path.stem for path in (tmp_path / "sales" / "objects").glob("*")
    }


async def _nothing(*_: Any) -> None:
    """An installer for folders that other rooms know."""
