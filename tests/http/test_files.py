"""Files over HTTP: in, out, small, and to nobody who may not see the record."""

import io
import socket
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from select import select
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from tests.http.api import Api, check_problem, fresh, places, sign_in
from tests.live import PASSWORD, LiveServer

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def picture(width: int = 400, height: int = 200, format: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#c02040").save(target, format, **options)
    return target.getvalue()


def archive(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return target.getvalue()


def workbook(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def send(client: httpx.Client, name: str, content: bytes, declared: str | None = None) -> httpx.Response:
    return client.post("/api/files", files={"file": (name, content, declared or "application/octet-stream")})


def upload(client: httpx.Client, name: str = "a.png", content: bytes | None = None) -> dict[str, Any]:
    response = send(client, name, picture() if content is None else content)
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture(scope="module")
def album(api: Api) -> str:
    """An object with fields for files."""
    name = fresh("album")
    api.apply(
        {
            "name": name,
            "label": {"en": "Album"},
            "title": "name",
            "fields": [
                {"name": "name", "type": "text"},
                {"name": "stage", "type": "text"},
                {"name": "cover", "type": "image", "max_pixels": 100_000},
                {"name": "papers", "type": "files", "accept": ["application/pdf", "image/*"], "max_size": 20_000},
                {"name": "sheets", "type": "files", "accept": ["application/vnd.ms-excel.sheet.macroenabled.12"]},
                {"name": "anything", "type": "files", "max_count": 2},
            ],
        }
    )
    return name


@pytest.fixture
def person(api: Api, server: LiveServer, album: str) -> Iterator[Any]:
    """Makes users with grants on albums, signed in."""
    clients: list[httpx.Client] = []

    def make(**grant: Any) -> httpx.Client:
        role = api.create("role", name=fresh("Role"), grants=[{"object": album, **grant}])
        email = f"{fresh('p')}@example.com"
        api.create("user", email=email, name="P", password=PASSWORD, roles=[role["id"]])
        client = httpx.Client(base_url=server.url)
        clients.append(client)
        token = sign_in(client, email).json()["token"]
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {token}"
        return client

    yield make
    for client in clients:
        client.close()


def test_a_file_comes_back_as_it_was_sent(api: Api) -> None:
    client = api.client
    file = upload(client, "报价单 2026.pdf", PDF)
    assert file == {"id": file["id"], "name": "报价单 2026.pdf", "type": "application/pdf", "size": len(PDF)}
    response = client.get(f"/api/files/{file['id']}")
    assert response.content == PDF
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"___ 2026.pdf\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%E5%8D%95%202026.pdf"
    )
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "no-store" not in response.headers["cache-control"]

    etag = response.headers["etag"]
    path = f"/api/files/{file['id']}"
    assert client.get(path, headers={"if-none-match": f'"x", W/{etag}'}).status_code == 304
    piece = client.get(path, headers={"range": "bytes=5-8"})
    assert (piece.status_code, piece.content, piece.headers["content-range"]) == (
        206,
        PDF[5:9],
        f"bytes 5-8/{len(PDF)}",
    )
    assert client.get(path, headers={"range": "bytes=-6"}).content == PDF[-6:]
    assert client.get(path, headers={"range": "bytes=5-8", "if-range": '"old"'}).content == PDF
    assert client.get(path, headers={"range": f"bytes={len(PDF)}-"}).status_code == 416
    for refused in ("x", "0190a1b2-c3d4-7e5f-8a9b-000000000001"):
        assert api.refused("GET", f"/api/files/{refused}", 404)["code"] == "file_unknown"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/照片.png", "照片.png"),
        ("C:\\Users\\me\\a.png", "a.png"),
        ("in\u202egnp.voice.png", "ingnp.voice.png"),
        ("a\u0000\u0007b\u200b .png", "ab .png"),
        ("..png", "png"),
        ("名" * 200 + ".png", "名" * 83 + ".png"),
    ],
)
def test_a_name_is_made_safe_and_chinese_ones_stay(api: Api, sent: str, kept: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + sent.encode()
        + b'"\r\n\r\n'
        + (b"text" if kept == "png" else picture())
        + b"\r\n--x--\r\n"
    )
    response = api.client.post("/api/files", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert response.status_code == 201, response.text
    assert response.json()["name"] == kept
    assert len(kept.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "content", "declared", "code"),
    [
        ("a.png", b"MZ" + bytes(200), None, "file_content_differs"),
        ("a.png", b"<!DOCTYPE html><script>alert(1)</script>", "image/png", "file_content_differs"),
        ("a.png", picture(format="GIF"), None, "file_content_differs"),
        ("a.png", picture(), "text/html", "file_type_lies"),
        ("a.txt", b"plain", "image/svg+xml", "file_type_lies"),
        ("a.docx", workbook(), None, "file_content_differs"),
        ("a.xlsx", archive(a=b"x"), None, "file_content_differs"),
        ("a.xlsx", workbook(**{"xl/vbaProject.bin": b"x"}), None, "file_content_differs"),
        (
            "a.docm",
            archive(**{"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}),
            None,
            "file_macros",
        ),
        ("a.exe", b"MZ" + bytes(200), None, "file_risky"),
        ("a.bin", b"\x7fELF" + bytes(200), None, "file_risky"),
        ("run.sh", b"#!/bin/sh\n", None, "file_risky"),
        ("a.js", b"alert(1)", "text/javascript", "file_risky"),
        ("a.zip", archive(AndroidManifest_xml=b"x"), None, "file_content_differs"),
        ("a.pdf", b"", None, "file_empty"),
        ("a.png", picture()[:30], None, "image_broken"),
        ("a.docx", archive(**{"[Content_Types].xml": b"", "word/document.xml": bytes(300 << 20)}), None, "file_bomb"),
    ],
)
def test_what_lies_or_could_do_harm_is_refused(
    api: Api, name: str, content: bytes, declared: str | None, code: str
) -> None:
    document = check_problem(send(api.client, name, content, declared), 422)
    assert places(document) == {(None, "file", code)}


def test_a_picture_too_large_to_decode_is_refused_unseen(api: Api) -> None:
    target = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(target, "PNG")
    document = check_problem(send(api.client, "bomb.png", target.getvalue()), 422)
    assert places(document) == {(None, "file", "image_too_large")}


def test_a_form_is_read_as_far_as_it_is_one(api: Api) -> None:
    post = api.client.post
    assert check_problem(post("/api/files", json={"file": "x"}), 415)["code"] == "body_not_a_form"
    assert places(check_problem(post("/api/files", files={"other": ("a.txt", b"x")}), 422)) == {
        (None, "file", "required")
    }
    form = {"content-type": "multipart/form-data; boundary=x"}
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    for body in (b"", b"nonsense", head, head + b"broken off", b"--x\r\n: \r\n"):
        assert check_problem(post("/api/files", content=body, headers=form), 400)["code"] == "form_broken"
    for header in ("multipart/form-data", f"multipart/form-data; boundary={'x' * 500}"):
        check_problem(post("/api/files", content=head, headers={"content-type": header}), 400)


def test_what_is_too_large_is_cut_off_while_it_comes(api: Api, server: LiveServer) -> None:
    place = urlsplit(server.url)
    lines = [
        "POST /api/files HTTP/1.1",
        f"Host: {place.netloc}",
        f"Authorization: {api.client.headers['authorization']}",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 10000000000",
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + head)
        sent = 0
        while not select([connection], [], [], 0)[0]:
            connection.sendall(bytes(1 << 20))
            sent += 1
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(100_000)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"file_too_large" in answer
    assert 50 <= sent < 100


def test_a_preview_is_small_upright_and_tells_nothing_else(api: Api) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCamera"
    file = upload(api.client, "side.jpg", picture(400, 200, "JPEG", exif=exif))
    assert (file["width"], file["height"]) == (200, 400)
    response = api.client.get(f"/api/files/{file['id']}/preview?size=64")
    assert response.headers["content-type"] == "image/webp"
    assert response.content == api.client.get(f"/api/files/{file['id']}/preview?size=64").content
    assert b"SecretCamera" not in response.content
    with Image.open(io.BytesIO(response.content)) as small:
        assert (small.size, dict(small.getexif())) == ((32, 64), {})
    known = {"if-none-match": response.headers["etag"]}
    assert api.client.get(f"/api/files/{file['id']}/preview?size=64", headers=known).status_code == 304
    assert api.refused("GET", f"/api/files/{file['id']}/preview?size=9999", 400)["code"] == "preview_size"
    text = upload(api.client, "a.txt", b"plain")
    assert api.refused("GET", f"/api/files/{text['id']}/preview", 404)["code"] == "no_preview"


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.png", picture(), "inline"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "attachment"),
        ("a.html", b"<script>1</script>", "attachment"),
        ("a.pdf", PDF, "attachment"),
    ],
)
def test_only_pictures_of_pixels_are_shown_inline(api: Api, name: str, content: bytes, shown: str) -> None:
    file = upload(api.client, name, content)
    for query, how in (("", "attachment"), ("?inline=1", shown)):
        headers = api.client.get(f"/api/files/{file['id']}{query}").headers
        assert headers["content-disposition"].startswith(how)
        assert "sandbox" in headers["content-security-policy"]


def test_records_hold_files_in_order_and_take_back_what_they_gave(api: Api, album: str) -> None:
    one, other = upload(api.client, "1.pdf", PDF), upload(api.client, "2.png")
    record = api.create(album, name="A", papers=[other["id"], {"id": one["id"]}], cover=other["id"])
    facts = ("id", "name", "type", "size")
    assert record["papers"] == [{name: file[name] for name in facts} for file in (other, one)]
    assert record["cover"] == other
    again = api.patch(album, record["id"], papers=record["papers"], cover=record["cover"])
    assert again["version"] == record["version"]
    api.patch(album, record["id"], papers=[one["id"]], cover=None)

    def found(**condition: Any) -> int:
        return len(api.all(album, where={"and": [{"field": "id", "op": "eq", "value": record["id"]}, condition]}))

    assert found(field="papers", op="has_any", value=[one["id"]]) == 1
    assert found(field="papers", op="has_any", value=[other["id"]]) == 0
    assert found(field="cover", op="empty") == 1
    change = api.history(album, record["id"])[0]
    assert change["changes"]["papers"] == {"before": [other["id"], one["id"]], "after": [one["id"]]}
    undone = api.client.post(f"/api/changes/{change['change']}/undo").json()
    assert undone["conflicts"] == []
    assert api.read(album, record["id"])["papers"] == record["papers"]
    api.delete(album, record["id"])
    assert api.client.get(f"/api/files/{one['id']}").status_code == 200
    assert api.client.post(f"/api/records/{album}/{record['id']}/restore").json()["cover"] == other


def test_a_field_says_what_it_takes(api: Api, album: str) -> None:
    text, wide = upload(api.client, "a.txt", b"text"), upload(api.client, "wide.png", picture(1000, 200))
    heavy = upload(api.client, "heavy.pdf", PDF + bytes(20_000))
    macros = workbook(**{"xl/vbaProject.bin": b"x"})
    sheet = upload(api.client, "a.xlsm", macros)
    refused = [
        ({"cover": text["id"]}, "cover", "file_no_picture"),
        ({"cover": wide["id"]}, "cover", "picture_too_large"),
        ({"papers": [text["id"]]}, "papers", "file_not_accepted"),
        ({"papers": [heavy["id"]]}, "papers", "file_too_large"),
        ({"anything": [sheet["id"]]}, "anything", "file_macros"),
        ({"anything": [text["id"], wide["id"], heavy["id"]]}, "anything", "value_too_many"),
        ({"anything": ["0190a1b2-c3d4-7e5f-8a9b-000000000001"]}, "anything", "file_gone"),
    ]
    for values, field, code in refused:
        document = api.refused("POST", f"/api/records/{album}", 422, json=values)
        assert {place[1:] for place in places(document)} == {(field, code)}
    assert api.create(album, sheets=[sheet["id"]])["sheets"][0]["name"] == "a.xlsm"
    outcome = api.bulk(album, "create", [{"anything": [text["id"]]}, {"cover": text["id"]}, {"cover": None}])
    assert [one["status"] for one in outcome["results"]] == ["created", "failed", "created"]
    bad = {"name": fresh("o"), "title": "f", "fields": [{"name": "f", "type": "files", "accept": ["pdf"]}]}
    document = api.refused("POST", "/api/meta/plan", 422, json={"objects": [bad]})
    assert any(code == "file_accept" for _, _, code in places(document))


def test_a_file_is_for_those_who_read_the_field_of_its_record(api: Api, album: str, person: Any) -> None:
    may = {"actions": ["create", "read", "update", "delete"], "scope": "own"}
    owner, other, reader = person(**may), person(**may), person(actions=["read"], scope="all")
    masked = person(actions=["read"], scope="all", fields={"papers": "masked"})
    hidden = person(actions=["read"], scope="all", fields={"papers": "hidden"})
    when = {"level": "read", "where": {"field": "stage", "op": "eq", "value": "open"}, "otherwise": "masked"}
    depending = person(actions=["read"], scope="all", fields={"papers": when})
    file = upload(owner, "a.pdf", PDF)
    path = f"/api/files/{file['id']}"

    def reach() -> list[bool]:
        people = (owner, other, reader, masked, hidden, depending)
        return [client.get(path).status_code == 200 for client in people]

    assert reach() == [True, False, False, False, False, False]
    assert api.client.get(path).status_code == 404
    taken = other.post(f"/api/records/{album}", json={"papers": [file["id"]]})
    assert places(check_problem(taken, 422)) == {(None, "papers", "file_gone")}

    record = owner.post(f"/api/records/{album}", json={"papers": [file["id"]], "stage": "closed"}).json()
    assert reach() == [True, False, True, False, False, False]
    api.patch(album, record["id"], stage="open")
    assert reach() == [True, False, True, False, False, True]
    assert depending.get(f"/api/records/{album}/{record['id']}").json()["papers"][0]["name"] == "a.pdf"
    assert masked.get(f"/api/records/{album}/{record['id']}").json()["papers"] == "***"
    assert "a.pdf" not in hidden.get(f"/api/records/{album}/{record['id']}").text
    other_id = api.client.get(f"/api/records/{album}/{record['id']}").json()["owner"]["id"]
    assert other_id is not None
    api.patch(album, record["id"], owner=None)
    assert reach() == [False, False, True, False, False, True]
    check_problem(reader.post("/api/files", files={"file": ("a.pdf", PDF)}), 403)


def test_somebody_may_undo_what_they_took_out_of_anothers_record(api: Api, album: str, person: Any) -> None:
    may = {"actions": ["create", "read", "update"], "scope": "all"}
    one, other = person(**may), person(**may)
    file = upload(one, "a.pdf", PDF)
    record = one.post(f"/api/records/{album}", json={"papers": [file["id"]]}).json()
    path = f"/api/records/{album}/{record['id']}"
    assert other.patch(path, json={"papers": None}).json()["papers"] is None
    assert other.patch(path, json={"papers": [file["id"]]}).status_code == 422
    change = other.get(f"{path}/history").json()["events"][0]["change"]
    assert other.post(f"/api/changes/{change}/undo").json()["conflicts"] == []
    assert other.get(path).json()["papers"][0]["id"] == file["id"]


def test_a_key_reaches_the_files_of_its_scope(api: Api, album: str, admin: httpx.Client, server: LiveServer) -> None:
    def key(*scopes: str) -> httpx.Client:
        token = admin.post("/api/keys", json={"name": "k", "scopes": list(scopes)}).json()["token"]
        return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"})

    file = upload(api.client, "a.pdf", PDF)
    api.create(album, papers=[file["id"]])
    with key(f"{album}:read") as reading, key("part:read") as elsewhere, key(f"{album}:read", f"{album}:create") as all:
        assert reading.get(f"/api/files/{file['id']}").status_code == 200
        assert elsewhere.get(f"/api/files/{file['id']}").status_code == 404
        check_problem(send(reading, "a.pdf", PDF), 403)
        own = upload(all, "b.pdf", PDF)
        assert all.get(f"/api/files/{own['id']}").status_code == 200
        assert elsewhere.get(f"/api/files/{own['id']}").status_code == 404


def test_a_page_of_another_site_cannot_upload(admin: httpx.Client, visitor: httpx.Client, album: str) -> None:
    def post(**headers: str) -> int:
        return admin.post("/api/files", files={"file": ("a.txt", b"x")}, headers=headers).status_code

    assert post() == 415
    assert post(**{"sec-fetch-site": "same-origin"}) == 201
    assert post(**{"sec-fetch-site": "cross-site"}) == 403
    assert post(origin="https://evil.example") == 403
    assert check_problem(visitor.post("/api/files", files={"file": ("a.txt", b"x")}), 401)
    assert check_problem(visitor.get("/api/files/0190a1b2-c3d4-7e5f-8a9b-000000000001"), 401)


def test_the_same_content_may_come_twice_at_once(api: Api) -> None:
    content = picture(311, 207)
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda number: upload(api.client, f"{number}.png", content), range(4)))
    assert len({file["id"] for file in files}) == 4
    assert all(api.client.get(f"/api/files/{file['id']}").content == content for file in files)
