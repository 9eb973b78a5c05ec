"""Where contents lie: a folder, or whatever else fsspec knows (`s3://bucket/prefix`). Blocking; `blobs` is for everybody else.

ab/cd/abcd…        a content, under its SHA-256
derived/ab/cd/abcd….<name>   what was made from it, and can be made again
incoming/…         what is not whole yet
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

import fsspec  # pyright: ignore[reportMissingTypeStubs]

from luopan.kit.ids import new_id
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings

INCOMING, DERIVED = "incoming", "derived"
NOT_CONTENTS = (INCOMING, DERIVED)


class Store:
    """Contents by key. A key never shows a part of a content: it is moved there when it is whole, and durable."""

    def __init__(self, url: str) -> None:
        try:
            fs, root = cast(tuple[Any, str], fsspec.core.url_to_fs(url, use_listings_cache=False))  # pyright: ignore[reportUnknownMemberType]
        except (ValueError, ImportError) as error:
            raise SetupError(f"LUOPAN_FILES_URL: {error}") from None
        self._fs: Any = fs
        self._root = root.rstrip("/")
        self._folder = Path(self._root) if "file" in _protocols(fs) else None

    @classmethod
    def of(cls, settings: Settings) -> "Store":
        """The store of a workspace: `LUOPAN_FILES_URL`, or the folder `files` of its home."""
        return cls(settings.files_url or (settings.home / "files").as_uri())

    @contextmanager
    def incoming(self) -> Generator[IO[bytes]]:
        """A local file to write a content to; gone when the block ends, unless it has been placed."""
        folder = None if self._folder is None else self._folder / INCOMING
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="luopan-", delete=False) as file:
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)

    def place(self, file: IO[bytes], key: str) -> None:
        """Makes what was written the content of a key, all at once. What lies there already is the same, and stays."""
        if file.writable():
            file.flush()
        if self.has(key):
            return
        if self._folder is None:
            self._send(Path(file.name), key)
            return
        os.fsync(file.fileno())
        target = self._folder / key
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(file.name, target)
        for folder in (target.parent, target.parent.parent, self._folder):
            _sync(folder)

    def has(self, key: str) -> bool:
        return self._fs.isfile(self._path(key))

    def size(self, key: str) -> int:
        return self._fs.size(self._path(key))

    def open(self, key: str) -> IO[bytes]:
        """A content, to be read and sought in. FileNotFoundError where there is none."""
        return self._fs.open(self._path(key), "rb")

    @contextmanager
    def local(self, key: str) -> Generator[Path]:
        """A content as a local file, for those who can read nothing else. FileNotFoundError where there is none."""
        if self._folder is not None:
            path = self._folder / key
            path.stat()
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="luopan-") as folder:
            path = Path(folder) / "content"
            with self.open(key) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            yield path

    def remove(self, key: str) -> None:
        """Takes a content away, if it is there."""
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._path(key))

    def list_keys(self, below: str = "") -> list[str]:
        """Everything that lies there, or below a folder, except for what is incoming or derived."""
        start = self._path(below) if below else self._root
        try:
            found = cast(list[str], self._fs.find(start))
        except FileNotFoundError:
            return []
        root = self._fs._strip_protocol(self._root)
        keys = [one[len(root) :].lstrip("/") for one in found]
        return keys if below else [key for key in keys if not key.startswith(NOT_CONTENTS)]

    def replace_all(self, folder: Path) -> None:
        """Makes what lies in a local folder, by its keys, all that there is. What can be moved is moved."""
        for key in (*self.list_keys(), *self.list_keys(DERIVED)):
            self.remove(key)
        for path in folder.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    self.place(file, path.relative_to(folder).as_posix())

    def forget_incoming(self, before: datetime) -> None:
        """Takes away what was never placed: whoever was writing it has died."""
        for key in self.list_keys(INCOMING):
            if self._fs.modified(self._path(key)) < before:
                self.remove(key)

    def _send(self, source: Path, key: str) -> None:
        """To a store elsewhere; by a name of its own first, for some stores show a file as it grows."""
        passing = self._path(f"{INCOMING}/{new_id()}")
        self._fs.makedirs(self._path(INCOMING), exist_ok=True)
        self._fs.makedirs(self._path(key).rpartition("/")[0], exist_ok=True)
        try:
            self._fs.put_file(str(source), passing)
            self._fs.mv(passing, self._path(key))
        except OSError:
            if not self.has(key):  # else another process was first, with the same
                raise
            with suppress(FileNotFoundError):
                self._fs.rm_file(passing)

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _sync(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
