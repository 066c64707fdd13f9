"""The home folder, where editions live, and the PDF that holds a month."""

from __future__ import annotations

import os
from importlib.resources import as_file, files
from pathlib import Path

from ind_tables import months
from ind_tables.errors import RequestError
from ind_tables.months import MONTH


def root() -> Path:
    """The folder with ``data/`` and ``outputs/``: IND_TABLES_HOME, else the project's, else the current one."""
    home = os.environ.get("IND_TABLES_HOME")
    if home:
        return Path(home).resolve()
    return _project() or Path.cwd()


def notebooks() -> Path:
    """The folder of the notebooks that a report executes: the project's, else those installed with the package."""
    return (_project() or Path(__file__).resolve().parent) / "notebooks"


def _project() -> Path | None:
    """The project's folder, None where the package is installed without it."""
    folder = Path(__file__).resolve().parents[1]
    return folder if (folder / "pyproject.toml").is_file() else None


def pdf_name(edition: str) -> str:
    """The name that the PDF of an edition (YYYY-MM) has in ``data/`` and beside what is made from it."""
    return f"{edition}.pdf"


def bundled() -> dict[str, Path]:
    """The editions that come with the package, by month."""
    with as_file(files("ind_tables") / "sample") as folder:
        found = {months.of_name(path.name): path for path in sorted(folder.glob("*.pdf"))}
    return {name: path for name, path in found.items() if name}


def own() -> dict[str, Path]:
    """The editions that the analyst has put in ``data/``, by month, in order."""
    found = (path for path in sorted((root() / "data").glob("*.pdf")) if path.is_file())
    return {path.stem: path for path in found if MONTH.fullmatch(path.stem)}


def stored() -> dict[str, Path]:
    """The editions in the store (``ind_tables.record.store``), by month, in order."""
    return {path.stem: path for path in sorted((root() / "data" / "store").glob("20??-??.parquet"))}


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
    edition = months.valid(edition)
    if pdf:
        path = Path(pdf).expanduser()
        if not path.is_file():
            raise RequestError(f"there is no file {path}; expected the PDF of {edition}")
        return path.resolve()
    found = own().get(edition) or bundled().get(edition)
    if found:
        return found
    latest = ", ".join([*available()][-12:])
    raise RequestError(
        f"there is no PDF of {edition}; at hand is {latest}; expected it as data/{edition}.pdf, "
        "or name its path: pdf in a notebook, PDF= for make"
    )
