"""Where editions live: the month asked for, and the PDF that holds it."""

from __future__ import annotations

import os
import re
from importlib.resources import as_file, files
from pathlib import Path

from ind_tables import catalogue
from ind_tables.errors import RequestError

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def root() -> Path:
    """The folder with ``data/`` and ``outputs/``: IND_TABLES_HOME, else the project's, else the current one."""
    home = os.environ.get("IND_TABLES_HOME")
    if home:
        return Path(home).resolve()
    project = Path(__file__).resolve().parent.parent
    return project if (project / "notebooks").is_dir() else Path.cwd()


def month(text: str) -> str:
    """``text`` as a month YYYY-MM; raises RequestError where it is none."""
    if _MONTH.fullmatch(text) is None:
        raise RequestError(f"“{text}” is no month; expected year and month as in 2025-12")
    return text


def month_of_name(name: str) -> str | None:
    """The month (YYYY-MM) that a file's name says: ``YYYY-MM.pdf`` or ``maandcijfers…<maand>-<jaar>``."""
    iso = re.fullmatch(rf"({_MONTH.pattern})\.pdf", name, re.IGNORECASE)
    if iso:
        return iso[1]
    months = catalogue.load().edition.months
    for match in re.finditer(r"([a-z]+)[-_ ]+([0-9]{4})", name.lower().partition("maandcijfers")[2]):
        if match[1] in months:
            return f"{match[2]}-{months.index(match[1]) + 1:02d}"
    return None


def bundled() -> dict[str, Path]:
    """The editions that come with the package, by month."""
    with as_file(files("ind_tables") / "sample") as folder:
        found = {month_of_name(path.name): path for path in sorted(folder.glob("*.pdf"))}
    return {name: path for name, path in found.items() if name}


def own() -> dict[str, Path]:
    """The editions that the analyst has put in ``data/``, by month, in order."""
    found = (path for path in sorted((root() / "data").glob("*.pdf")) if path.is_file())
    return {path.stem: path for path in found if _MONTH.fullmatch(path.stem)}


def available() -> dict[str, Path]:
    """Every edition of which there is a PDF, by month, in order: the analyst's own before the bundled one."""
    return dict(sorted({**bundled(), **own()}.items()))


def locate(edition: str, pdf: Path | str | None = None) -> Path:
    """The PDF of an edition: ``pdf`` if given, else the analyst's own, else the bundled one.

    Args:
        edition: the month, YYYY-MM.
        pdf: a path that wins over everything else.

    Raises:
        RequestError: the month is none, or there is no PDF for it.
    """
    edition = month(edition)
    if pdf:
        path = Path(pdf).expanduser()
        if not path.is_file():
            raise RequestError(f"there is no file {path}; expected the PDF of {edition}")
        return path.resolve()
    found = own().get(edition) or bundled().get(edition)
    if found:
        return found
    raise RequestError(f"there is no PDF of {edition}; expected it as data/{edition}.pdf, or name it with PDF=path")
