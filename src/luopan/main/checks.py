"""Every check that CI runs, as `./luopan test [-- pytest arguments]` runs them: first the quick ones, then the tests.

With arguments, pytest runs once, with these. Without, it runs everything on the embedded PostgreSQL, then the suites that must
hold on the oldest supported one as well. The last line that is printed is pytest's own.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
PROGRAMS = Path(sys.executable).parent
QUICK_CHECKS = {
    "ruff check": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "pyright": ["pyright"],
    "lint-imports": ["lint-imports", "--no-logo"],
}
WEB = CHECKOUT / "web"
WEB_CHECKS = {
    "web contract": [sys.executable, str(CHECKOUT / "tools" / "make_web_contract.py"), "--check"],
    "tsc": ["npx", "--no-install", "tsc", "--noEmit"],
    "eslint": ["npx", "--no-install", "eslint", "src", "--max-warnings", "0"],
    "vitest": ["npx", "--no-install", "vitest", "run", "--reporter", "dot"],
}
OLDEST_POSTGRES = Path("/usr/lib/postgresql/15/bin")
OLDEST_POSTGRES_SUITES = ("tests/conformance", "tests/golden", "tests/faults")


def main(arguments: list[str]) -> int:
    """Runs the checks; gives the exit code of the first group that fails."""
    chosen = arguments[1:] if arguments[:1] == ["--"] else arguments
    checks = {name: ([str(PROGRAMS / command[0]), *command[1:]], CHECKOUT) for name, command in QUICK_CHECKS.items()}
    checks |= {name: (command, WEB) for name, command in WEB_CHECKS.items()}
    failed = [name for name, (command, folder) in checks.items() if not _passes(name, command, folder)]
    if failed:
        _tell(f"failed: {', '.join(failed)}")
        return 1
    if chosen:
        return _pytest(chosen)
    code = _pytest([])
    suites = [suite for suite in OLDEST_POSTGRES_SUITES if (CHECKOUT / suite).is_dir()]
    if code != 0 or not suites:
        return code
    if not OLDEST_POSTGRES.is_dir():
        if "CI" in os.environ:
            _tell(f"failed: {OLDEST_POSTGRES} is missing, so nothing shows that the oldest PostgreSQL works")
            return 1
        _tell(f"not run on PostgreSQL 15: {OLDEST_POSTGRES} is missing (apt-get install postgresql-15)")
        return code
    _tell(f"{', '.join(suites)} on PostgreSQL 15")
    return _pytest(suites, {"LUOPAN_TEST_PG_BIN": str(OLDEST_POSTGRES)})


def _passes(name: str, command: list[str], folder: Path) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        _tell(f"{name}: {time.monotonic() - started:.1f} s")
        return True
    _tell(f"{name} found:\n{done.stdout}{done.stderr}")
    return False


def _pytest(arguments: list[str], environment: dict[str, str] | None = None) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ | (environment or {}), check=False).returncode


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
