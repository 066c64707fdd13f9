"""Whether everything that the project needs is here, and what to do where it is not.

make doctor
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ind_tables import home
from ind_tables.errors import one_line

PYTHON = (3, 11)
KERNEL = "ind-tables"
FONT = "DejaVu Sans"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOLDERS = ("data", "outputs")

_SECONDS = 30
_ANEW = "make the environment anew: remove .venv, then say make lint"


@dataclass(frozen=True)
class Diagnosis:
    """What was found of one thing that the project needs.

    Attributes:
        thing: what it is.
        well: whether it is as it should be.
        found: what was found.
        cure: what to do; empty where it is well.
        needed: whether reports need it; other things are for tests only.
    """

    thing: str
    well: bool
    found: str
    cure: str = ""
    needed: bool = True

    @property
    def line(self) -> str:
        """The diagnosis on one line."""
        state = "ok" if self.well else "wrong" if self.needed else "absent"
        return f"{state:<7} {self.thing:<9} {one_line(self.found)}{f'; {one_line(self.cure)}' if self.cure else ''}"


def examine(root: Path | None = None) -> list[Diagnosis]:
    """Every diagnosis: Python, packages, kernel, font, Chromium, and each folder.

    Args:
        root: the project's folder; found as everywhere else unless given.
    """
    root = root or home.root()
    return [python(), packages(root / "requirements.lock"), kernel(), font(), chromium(), *folders(root)]


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Diagnosis:
    """Whether this Python is the one that is tested."""
    found, wanted = (".".join(map(str, numbers)) for numbers in (version, PYTHON))
    if version[:2] == PYTHON:
        return Diagnosis("Python", True, f"{found}, {sys.executable}")
    return Diagnosis("Python", False, f"{found}, and not {wanted}", f"install Python {wanted}, then {_ANEW}")


def packages(lock: Path) -> Diagnosis:
    """Whether the installed versions are those of the lock."""
    try:
        pins = dict(_pins(lock.read_text("utf-8")))
    except OSError:
        return Diagnosis("packages", True, "no requirements.lock here to hold the versions against")
    wrong = []
    for name, versions in pins.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if "" not in versions:
                wrong.append(f"{name} is not installed")
            continue
        if installed not in versions:
            wrong.append(f"{name} is {installed} and not {' or '.join(sorted(versions - {''}))}")
    if wrong:
        more = f", and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        return Diagnosis("packages", False, f"{', '.join(wrong[:3])}{more}", _ANEW)
    return Diagnosis("packages", True, f"{len(pins)} as locked")


def kernel() -> Diagnosis:
    """Whether Jupyter has the project's kernel, on the interpreter of this environment."""
    make = f'make it: {sys.executable} -m ipykernel install --sys-prefix --name {KERNEL} --display-name "IND tables"'
    listed = _run(sys.executable, "-m", "jupyter_client.kernelspecapp", "list", "--json")
    if listed is None:
        return Diagnosis("kernel", False, "Jupyter does not answer", _ANEW)
    try:
        named = json.loads(listed)["kernelspecs"][KERNEL]["spec"]["argv"][0]
    except (ValueError, KeyError, IndexError):
        return Diagnosis("kernel", False, f"Jupyter knows no kernel “{KERNEL}”", make)
    interpreter = Path(sys.executable if named == "python" else named)  # Jupyter takes its own for that name
    if interpreter.absolute() != Path(sys.executable).absolute():
        return Diagnosis("kernel", False, f"“{KERNEL}” runs {interpreter} and not {sys.executable}", make)
    if _run(str(interpreter), "-c", "import ipykernel.kernelapp") is None:
        return Diagnosis("kernel", False, f"“{KERNEL}” cannot import ipykernel", _ANEW)
    return Diagnosis("kernel", True, f"“{KERNEL}”, this interpreter")


def font(family: str = FONT) -> Diagnosis:
    """Whether the font that the charts are measured with is there."""
    from matplotlib import font_manager

    try:
        found = font_manager.findfont(family, fallback_to_default=False)
    except ValueError:
        return Diagnosis("font", False, f"there is no “{family}”", f"it comes with Matplotlib: {_ANEW}")
    return Diagnosis("font", True, f"“{family}”, {found}")


def chromium() -> Diagnosis:
    """Whether there is a Chromium, for the tests that look at the report as a reader does."""
    for browser in (*_playwrights(), *filter(None, map(shutil.which, BROWSERS))):
        said = _run(browser, "--version")
        if said is not None:
            return Diagnosis("Chromium", True, f"{said.strip()}, {browser}", needed=False)
    return Diagnosis(
        "Chromium",
        False,
        "there is none; reports do not need it, the tests in a browser are left out",
        f"install the package chromium, or: {sys.executable} -m playwright install chromium",
        needed=False,
    )


def folders(root: Path) -> Iterator[Diagnosis]:
    """Whether the folders for editions and outputs can be written, or made where they are not there yet."""
    for name in FOLDERS:
        folder = root / name
        there = next(path for path in (folder, *folder.parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=there) as probe:
                probe.write(b"probe")
        except OSError as error:
            yield Diagnosis(
                f"{name}/",
                False,
                f"{there} cannot be written ({error.strerror or error})",
                f"give yourself the right to write there, free some space, or move the project; expected {folder}",
            )
        else:
            yield Diagnosis(f"{name}/", True, f"{folder}{'' if there == folder else ', made when needed'}")


def _pins(lock: str) -> Iterator[tuple[str, set[str]]]:
    """Each package of a lock with the versions that it may have; an empty one where some machines go without it."""
    pins: dict[str, set[str]] = {}
    for name, version, marker in re.findall(r"^([A-Za-z0-9][\w.-]*)==(\S+)( *;)?", lock, re.MULTILINE):
        pins.setdefault(name, set()).update({version, ""} if marker else {version})
    yield from pins.items()


def _playwrights() -> list[str]:
    """The browsers that Playwright has downloaded, the newest first."""
    stated = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    home = Path(stated) if stated else Path.home() / ".cache" / "ms-playwright"
    return sorted(map(str, home.glob("chromium-*/chrome-*/chrome")), reverse=True)


def _run(*command: str) -> str | None:
    """What a command prints; None where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
