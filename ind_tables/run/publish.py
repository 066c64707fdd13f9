"""A month's report, put whole in the place of the one before, and the page that links all months."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ind_tables import __version__, catalogue, files
from ind_tables.catalogue.source import Attribution
from ind_tables.errors import ReportError
from ind_tables.home import pdf_name
from ind_tables.run import notebooks

PACKAGE = Path(__file__).resolve().parents[1]
LOCK = PACKAGE.parent / "requirements.lock"
LANGUAGES: dict[str, Literal["en", "nl"]] = {"report.html": "en", "report.nl.html": "nl"}
CERTIFICATES: dict[str, Literal["en", "nl"]] = {"certificate.html": "en", "certificate.nl.html": "nl"}
FORMS = ("workbook.xlsx", "sdmx.csv", "sdmx-structure.json")
PRODUCTS = (
    *("observations.csv", "observations.parquet", "unrecognised.csv"),
    *("findings.csv", "suspects.csv", "certificate.csv", "publisher.csv"),
    *(f"{name}{suffix}" for name in notebooks.NAMES for suffix in (".ipynb", ".html")),
    *LANGUAGES,
    *CERTIFICATES,
    *FORMS,
    "run.json",
    "datapackage.json",
)

_READ_ONLY = 0o444  # so that nobody saves over a file that is made again
_CODE = (".py", ".toml", ".csv", ".json", ".jinja", ".j2", ".css")


def products(month: str) -> tuple[str, ...]:
    """The files that are published of a month."""
    return (*PRODUCTS, pdf_name(month))


def publish(month: str, work: Path, home: Path) -> None:
    """Put everything made in ``work`` in the place of the folder ``home``, at once, and say there what it is.

    ``run.json`` holds the hash of every file that is published, except of itself and of datapackage.json, which is
    written last and describes run.json too. What else lies in the folder, an analyst's own, stays there. A reader of
    the folder sees the old report or the new one, never a mixture.

    Raises:
        ReportError: a product is missing from ``work``.
        OutputError: the folder cannot be written.
    """
    from ind_tables.exports import datapackage

    made = [name for name in products(month) if name not in ("run.json", "datapackage.json")]
    missing = [name for name in made if not (work / name).is_file()]
    if missing:
        raise ReportError(f"{work} lacks {', '.join(missing)}; nothing was published; run make report again")
    run = made_from(work)
    with files.whole(home, products(month)) as staged:
        for name in made:
            shutil.copyfile(work / name, staged / name)
        outputs = {name: hashlib.sha256((staged / name).read_bytes()).hexdigest() for name in made}
        files.write_json(staged / "run.json", {**run, "outputs": outputs})
        files.write(staged / "datapackage.json", datapackage.content(staged, attribution(month, run)))
        for name in products(month):
            (staged / name).chmod(_READ_ONLY)


def attribution(month: str, run: Mapping[str, Any]) -> Attribution:
    """Whose figures a report holds, from what it was made from."""
    pdf = run["pdf"]
    return Attribution(month, pdf["sha256"], pdf["facsimile"], pdf["address"], len(run["corrections"]))


def months(outputs: Path) -> tuple[str, ...]:
    """The months whose reports are published in a folder, in order."""
    return tuple(sorted(path.parent.name for path in outputs.glob("20??-??/run.json")))


def index(outputs: Path) -> Path:
    """Write the front page of the reports in ``outputs``, index.html, and their figures, panel.csv and panel.parquet.

    Returns:
        Where the page is.

    Raises:
        OutputError: a file cannot be written.
        NotObservations: the figures of a report have been changed.
    """
    import pandas as pd

    from ind_tables.record import observations
    from ind_tables.showing import index as page

    found = [outputs / month / "run.json" for month in months(outputs)]
    runs = [json.loads(path.read_text("utf-8")) for path in found]
    editions = [observations.load(path.with_name("observations.parquet")) for path in found]
    panel = pd.concat(editions, ignore_index=True) if editions else pd.DataFrame(columns=list(observations.COLUMNS))
    for name in ("panel.csv", "panel.parquet"):
        observations.save(panel, outputs / name)
    target = outputs / "index.html"
    files.write(target, page.html(runs, panel).encode("utf-8"))
    return target


def today() -> str:
    """The date (YYYY-MM-DD, UTC) on which a report is written.

    Whoever makes one again, byte for byte, gives its day as SOURCE_DATE_EPOCH in seconds, as
    https://reproducible-builds.org/specs/source-date-epoch has it.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(given) if re.fullmatch("[0-9]{1,11}", given) else None))


def made_from(work: Path) -> dict[str, Any]:
    """What the report was made from and what was verified, as run.json holds it, and when it was written, if it was."""
    from ind_tables.telling import omissions

    reading, checks = (json.loads((work / f"{name}.json").read_text("utf-8")) for name in ("reading", "checks"))
    package = {
        "name": "ind-tables",
        "version": __version__,
        "catalogue_sha256": digest(sorted((PACKAGE / "catalogue").glob("*.toml"))),
        "lock_sha256": digest([LOCK]),
        "sha256": digest([*code(), *(notebooks.FOLDER / f"{name}.ipynb" for name in notebooks.NAMES)]),
    }
    pages = work / "pages.json"
    written = json.loads(pages.read_text("utf-8"))["written"] if pages.is_file() else ""
    warnings = omissions.told(reading["warnings"], "en")
    return {**reading, "warnings": warnings, **checks, "package": package, "written": written}


def extension() -> dict[str, str] | None:
    """The name and hash of the analyst's own catalogue, None where there is none."""
    path = catalogue.extension()
    return {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} if path else None


def code(wings: Sequence[str] = ("*",)) -> list[Path]:
    """The files of the package: those at its root, and those of some wings; of all unless named."""
    found = [*PACKAGE.glob("*"), *(path for wing in wings for path in PACKAGE.glob(f"{wing}/**/*"))]
    return sorted(path for path in found if path.suffix in _CODE)


def digest(paths: Iterable[Path]) -> str:
    """One SHA-256 of the names and contents of files; empty where there are none."""
    found = [path for path in paths if path.is_file()]
    whole = hashlib.sha256()
    for path in found:
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest() if found else ""
