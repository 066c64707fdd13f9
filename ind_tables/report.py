"""The month's report, stage by stage, as the Makefile calls them; the only module that knows papermill and nbconvert.

    python -m ind_tables.report observations 2025-12 data/2025-12.pdf outputs/.work/2025-12
    python -m ind_tables.report checks       2025-12 outputs/.work/2025-12
    python -m ind_tables.report notebook     1-cleaning 2025-12 outputs/.work/2025-12
    python -m ind_tables.report pages        2025-12 outputs/.work/2025-12
    python -m ind_tables.report refresh      1-cleaning
    python -m ind_tables.report publish      2025-12 outputs/.work/2025-12 outputs/2025-12
    python -m ind_tables.report index        outputs

A stage writes each of its files under a temporary name and renames it; ``publish`` puts a whole folder in the
place of the one before. The same edition, code and lock give the same bytes: no times, no paths.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ind_tables import __version__, editions, files, layout
from ind_tables.errors import IndTablesError, OutputError, ReportError, RequestError, one_line

if TYPE_CHECKING:
    import pandas as pd
    from nbformat import NotebookNode

    from ind_tables.localise import Check

SEVERITIES = ("error", "warning", "notice")
NOTEBOOKS = ("1-cleaning", "2-cross-checks", "3-commentary")
LANGUAGES: dict[str, Literal["en", "nl"]] = {"report.html": "en", "report.nl.html": "nl"}
TABLES = ("observations.csv", "observations.parquet", "findings.csv", "suspects.csv")
PRODUCTS = (
    *TABLES,
    *(f"{name}{suffix}" for name in NOTEBOOKS for suffix in (".ipynb", ".html")),
    *LANGUAGES,
    *("workbook.xlsx", "sdmx.csv", "sdmx-structure.json", "datapackage.json"),
    "run.json",
)

_KERNEL = {"display_name": "IND tables", "language": "python", "name": "ind-tables"}
_CODE = (".py", ".toml", ".csv", ".json", ".jinja", ".j2", ".css")
_SECONDS = 600
_INJECTED = "injected-parameters"


# The stages


def observe(month: str, source: Path, work: Path) -> None:
    """Read the edition: observations.csv and .parquet, the PDF under its month's name, and reading.json.

    An original enters the store of editions as it is printed; the corrections that are recorded for the edition are
    applied to what is written.

    Raises:
        ReadError: the document cannot be trusted.
        RequestError: the month is none, or there is no such file.
        StoreError: the store holds another original of the month.
        CorrectionError: a recorded correction does not fit what is printed.
        OutputError: a file cannot be written.
    """
    from ind_tables import corrections, extract, observations, provenance, store

    month = editions.month(month)
    source = editions.locate(month, source)
    document = extract.read(source, month)
    printed = observations.from_document(document)
    figures, applied = corrections.apply(printed, corrections.load(month))
    if not document.facsimile:
        store.keep(printed, document.sha256, facsimile=False)
    files.folder(work)
    files.write(work / pdf_name(month), source.read_bytes())
    left_out = [one_line(warning) for warning in document.warnings]
    reading = {
        "edition": document.edition,
        "periods": list(document.periods),
        "pdf": {
            "name": one_line(document.name),
            "sha256": document.sha256,
            "pages": len(document.pages),
            "facsimile": document.facsimile,
            "address": provenance.address(source),
        },
        "printed_cells": len(document.cells),
        "warnings": left_out,
        "corrections": applied.to_dict("records"),
    }
    _write_json(work / "reading.json", reading)
    for warning in left_out:
        print(f"Warning: {warning}", file=sys.stderr)
    observations.save(figures, work / "observations.parquet")
    observations.save(figures, work / "observations.csv")


def check(month: str, work: Path) -> None:
    """Hold the observations against the rules: suspects.csv, checks.json and findings.csv.

    Raises:
        NotObservations: the observations in ``work`` have the wrong shape.
        StoreError: the stored edition before this one is damaged.
        OutputError: a file cannot be written.
    """
    from ind_tables import localise, observations, store

    figures = observations.load(work / "observations.parquet", month)
    checked = localise.check(figures, store.previous(month))
    earlier = store.before(month)
    previous = {"edition": earlier, "sha256": store.sha256(earlier)} if earlier else None
    _write_json(work / "checks.json", {"previous": previous, **verified(figures, checked)})
    observations.save(checked.suspects, work / "suspects.csv")
    observations.save(checked.findings, work / "findings.csv")


def notebook(name: str, month: str, work: Path, source: Path | None = None) -> None:
    """Execute a notebook on the observations in ``work`` and render it: ``name``.ipynb and ``name``.html.

    Raises:
        ReportError: a cell failed; neither file is written.
    """
    executed = execute(
        source or _notebooks() / f"{name}.ipynb",
        {"month": month, "pdf": pdf_name(month), "observations": "observations.parquet"},
        work,
    )
    page = render(executed, name, month)
    files.write(work / f"{name}.ipynb", written(executed))
    files.write(work / f"{name}.html", page.encode("utf-8"))


def refresh(name: str) -> None:
    """Execute a committed notebook on its own defaults and keep it so: ``notebooks/<name>.ipynb``.

    Raises:
        ReportError: a cell failed; the notebook is unchanged.
    """
    source = _notebooks() / f"{name}.ipynb"
    with tempfile.TemporaryDirectory() as elsewhere:
        executed = execute(source, {}, Path(elsewhere))
    files.write(source, written(executed))


def pages(month: str, work: Path) -> None:
    """Write run.json, the report for readers in both languages, and the data for others: workbook, SDMX, data package.

    Raises:
        NotObservations: the observations in ``work`` have the wrong shape.
        StoreError: the stored edition before this one is damaged.
        OutputError: a file cannot be written.
    """
    from ind_tables import article, datapackage, observations, store
    from ind_tables.source import Attribution

    figures = observations.load(work / "observations.parquet", month)
    findings, suspects = (_table(work / name) for name in ("findings.csv", "suspects.csv"))
    run = made_from(work)
    _write_json(work / "run.json", run)
    for name, language in reversed(LANGUAGES.items()):
        page = article.html(figures, findings, suspects, run, language, store.previous(month))
        files.write(work / name, page.encode("utf-8"))
    pdf = run["pdf"]
    datapackage.write(work, figures, Attribution(month, pdf["sha256"], pdf["facsimile"], pdf["address"]))


def publish(month: str, work: Path, home: Path) -> None:
    """Put everything made in ``work`` in the place of the folder ``home``, at once.

    What else lies in the folder, an analyst's own, stays there. A reader of the folder sees the old
    report or the new one, never a mixture.

    Raises:
        ReportError: a product is missing from ``work``.
        OutputError: the folder cannot be written.
    """
    products = (*PRODUCTS, pdf_name(month))
    missing = [name for name in products if not (work / name).is_file()]
    if missing:
        raise ReportError(f"{work} lacks {', '.join(missing)}; nothing was published; run make report again")
    staged = work.parent / f".{home.name}.new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        if home.exists():
            shutil.copytree(home, staged, symlinks=True, ignore=lambda _, names: set(names) & set(products))
        else:
            staged.mkdir(parents=True)
        for name in products:
            shutil.copyfile(work / name, staged / name)
        _write_json(staged / "run.json", _stamped(work))
        _exchange(staged, home)
    except OSError as error:
        raise OutputError(f"{home} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def index(outputs: Path) -> None:
    """Write ``outputs``/index.html, which links the reports of all months there.

    Raises:
        OutputError: the page cannot be written.
    """
    from ind_tables import index as page

    runs = [json.loads(path.read_text("utf-8")) for path in sorted(outputs.glob("20??-??/run.json"))]
    files.write(outputs / "index.html", page.html(runs).encode("utf-8"))


# Notebooks


def execute(source: Path, parameters: Mapping[str, str], folder: Path) -> NotebookNode:
    """The notebook ``source``, executed in ``folder`` with ``parameters`` in place of its defaults.

    Raises:
        RequestError: there is no such notebook, or it has no such parameter.
        ReportError: a cell failed, took too long, or the kernel died.
    """
    _without("rfc3987_syntax")
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    if not source.is_file():
        raise RequestError(f"there is no notebook {source}")
    known = papermill.inspect_notebook(str(source))
    unknown = [name for name in parameters if name not in known]
    if unknown:
        raise RequestError(
            f"{source.name} has no parameter “{unknown[0]}”; expected one of {', '.join(known) or 'none'}; "
            "they stand in its cell tagged “parameters”"
        )
    try:
        with tempfile.TemporaryDirectory(prefix="kernel-", dir=sockets_home()) as sockets:
            executed = papermill.execute_notebook(
                str(source),
                None,
                dict(parameters),
                cwd=str(folder),
                progress_bar=False,
                record_timing=False,
                execution_timeout=_SECONDS,
                config=Config(
                    {
                        "KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"},
                        "NotebookClient": {"shutdown_kernel": "immediate"},  # otherwise it is interrupted, and says so
                    }
                ),
            )
    except PapermillExecutionError as error:
        raise ReportError(f"{_place(source, error)}; nothing was published") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise ReportError(f"{source.name}: {_last_line(str(error))}; nothing was published") from error
    return tidy(executed)


def tidy(executed: NotebookNode) -> NotebookNode:
    """A notebook without anything that differs from run to run or machine to machine."""
    import nbformat

    kept: NotebookNode = nbformat.from_dict(json.loads(json.dumps(executed)))
    kept.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    kept.nbformat, kept.nbformat_minor = 4, 5
    for cell in kept.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if _INJECTED in tags:
            cell.id = _INJECTED
    return kept


def written(executed: NotebookNode) -> bytes:
    """A notebook as the bytes of its file."""
    import nbformat

    text: str = nbformat.writes(executed, version=nbformat.NO_CONVERT)
    return f"{text}\n".encode()


def render(executed: NotebookNode, name: str, month: str) -> str:
    """An executed notebook as one HTML page for reviewers: code folded, nothing loaded from elsewhere."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    exporter = HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(resources.files("ind_tables") / "templates")],
        config=Config({"HTMLExporter": {"exclude_anchor_links": True}}),
    )
    exporter.environment.globals.update(
        style=layout.style(), title=heading(executed), month=month, name=name, version=__version__
    )
    page, _ = exporter.from_notebook_node(executed)
    return layout.tidy(page)


def heading(read: NotebookNode) -> str:
    """The title of a notebook, from its first heading."""
    for cell in read.cells:
        found = re.search(r"^# (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return str(found[1]).strip()
    raise ReportError("the notebook has no title; expected a first line such as “# What happened this month?”")


def _without(module: str) -> None:
    """Spare this process a module that others import where they find it, and do without where they do not.

    jsonschema would compile a grammar of web addresses, for which no notebook is checked, and seaborn load statistics
    of which no chart makes use: each takes longer than everything else that its process imports.
    """
    sys.modules.setdefault(module, None)  # type: ignore[arg-type]


def sockets_home() -> str | None:
    """Where the sockets of a kernel lie; None for the folder of temporary files.

    Ports would do on the network of this machine, but jupyter_client chooses them before the kernel binds them, so that
    kernels which start side by side get in each other's way. The path of a socket is cut at some 100 characters.
    """
    return "/tmp" if len(tempfile.gettempdir()) > 70 else None


def _place(source: Path, error: Any) -> str:
    failed = next((c for c in _code(source) if c.source == error.source), None)
    number = _code(source).index(failed) + 1 if failed else error.exec_count
    first = next((line for line in error.source.splitlines() if line.strip()), "")
    message = _last_line(f"{error.ename}: {error.evalue}")
    return f"{source.name}, code cell {number} (“{one_line(first)[:60]}”): {message}"


def _code(source: Path) -> list[NotebookNode]:
    import nbformat

    return [c for c in nbformat.read(source, as_version=4).cells if c.cell_type == "code"]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return one_line(re.sub(r"\x1b\[[0-9;]*m", "", lines[-1])) if lines else "no message"


# Provenance


def verified(figures: pd.DataFrame, checked: Check) -> dict[str, Any]:
    """How often each rule was evaluated and held, what was found, and the figures that stand in no identity."""
    from ind_tables.observations import STATUSES

    statuses, severities = figures["status"].value_counts(), checked.findings["severity"].value_counts()
    bare = checked.unverified.groupby(["section", "measure", "age_band"], sort=False)["period"]
    return {
        "observations": len(figures),
        "statuses": {status: int(statuses.get(status, 0)) for status in STATUSES},
        "readers": {str(k): int(v) for k, v in figures["readers"].value_counts().sort_index().items()},
        "rules": json.loads(checked.families.to_json(orient="records")),
        "findings": {severity: int(severities.get(severity, 0)) for severity in SEVERITIES},
        "suspects": len(checked.suspects),
        "unverified": [
            {"section": section, "measure": measure, "age_band": band, "periods": list(periods)}
            for (section, measure, band), periods in bare
        ],
    }


def made_from(work: Path) -> dict[str, Any]:
    """What the report was made from and what was verified, as run.json holds it."""
    reading, checks = (json.loads((work / f"{name}.json").read_text("utf-8")) for name in ("reading", "checks"))
    package = {
        "name": "ind-tables",
        "version": __version__,
        "catalogue_sha256": _hash(sorted((_home() / "catalogue").glob("*.toml"))),
        "lock_sha256": _hash([_home().parent / "requirements.lock"]),
    }
    return {**reading, **checks, "package": package}


def _stamped(work: Path) -> dict[str, Any]:
    """What run.json holds in the end: also the hash of all code, of that too on which no single stage depends."""
    run: dict[str, Any] = json.loads((work / "run.json").read_text("utf-8"))
    code = [*_package(), *(_notebooks() / f"{name}.ipynb" for name in NOTEBOOKS)]
    return {**run, "package": {**run["package"], "sha256": _hash(code)}}


def _table(source: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(source, dtype=str, keep_default_na=False)


def _package() -> list[Path]:
    return sorted(p for p in _home().rglob("*") if p.suffix in _CODE)


def _hash(paths: Sequence[Path]) -> str:
    """One SHA-256 of the names and contents of files; empty where there are none."""
    found = [path for path in paths if path.is_file()]
    digest = hashlib.sha256()
    for path in found:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest() if found else ""


# Files


def pdf_name(month: str) -> str:
    """The name under which the edition's PDF lies beside what was made from it."""
    return f"{month}.pdf"


def _home() -> Path:
    return Path(__file__).resolve().parent


def _notebooks() -> Path:
    return _home().parent / "notebooks"


def _write_json(target: Path, content: Mapping[str, Any]) -> None:
    files.write(target, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def _exchange(staged: Path, home: Path) -> None:
    """Swap two folders, at once where the kernel can (renameat2); afterwards ``staged`` is the old one."""
    if not home.exists():
        staged.rename(home)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    at_cwd, exchange = -100, 2
    with suppress(AttributeError):
        if libc.renameat2(at_cwd, os.fsencode(staged), at_cwd, os.fsencode(home), exchange) == 0:
            return
    old = staged.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    home.rename(old)
    try:
        staged.rename(home)
    except OSError:
        old.rename(home)
        raise
    old.rename(staged)


# The command line, for make


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one stage; returns the exit status: 0, or the error's own with one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m ind_tables.report", description=(__doc__ or "").split("\n")[0])
    stages = parser.add_subparsers(required=True, metavar="STAGE")
    described = {
        "observations": (observe, ("month", "source", "work")),
        "checks": (check, ("month", "work")),
        "notebook": (notebook, ("name", "month", "work")),
        "refresh": (refresh, ("name",)),
        "pages": (pages, ("month", "work")),
        "publish": (publish, ("month", "work", "home")),
        "index": (index, ("outputs",)),
    }
    for name, (stage, places) in described.items():
        sub = stages.add_parser(name, help=(stage.__doc__ or "").split("\n")[0])
        for place in places:
            sub.add_argument(place, type=str if place in ("month", "name") else Path)
        sub.set_defaults(stage=stage)
    chosen = vars(parser.parse_args(arguments))
    stage = chosen.pop("stage")
    try:
        stage(**chosen)
    except IndTablesError as error:
        print(error.line, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["pages"]:
        _without("scipy")
    sys.exit(main())
