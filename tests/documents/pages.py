"""The pages that the tests hold against rules: reports of two editions, the notebooks, the list of reports.

The report of December 2025 has nothing to tell beyond the month; that of January 2026 has an edition before it, wrong
figures, corrections, and hostile texts wherever a text of a document can come through.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from ind_tables.checking import certificate, localise
from ind_tables.checking.localise import Check
from ind_tables.run import notebooks, stages
from ind_tables.showing import article, certificates, index
from ind_tables.telling import findings as words
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language
from tests.documents.facsimile.figures import random_figures

ROOT = Path(__file__).parents[2]
HOSTILE = """<script>alert("x")</script><img src=x onerror='alert(1)'>]]>--><svg/onload=alert(2)> & " style="x"""
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [
    "report.html",
    "report.nl.html",
    "doubtful.html",
    "doubtful.nl.html",
    "certificate.html",
    "certificate.nl.html",
    *[f"{notebook.stem}.html" for notebook in NOTEBOOKS],
    "index.html",
]


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Observations with every column, from those of the golden file."""
    figures = frame.astype({"value": "Int64", "page": "int64"})
    figures.insert(7, "status", "A")
    figures["printed"] = figures["value"].map("{:,}".format).str.replace(",", ".")
    figures["readers"] = "stream+text"
    return figures


def december() -> pd.DataFrame:
    """The bundled edition as read by hand."""
    frame = pd.read_csv(ROOT / "tests/golden/2025-12.csv", dtype=str)
    return complete(frame)


def january() -> pd.DataFrame:
    """An edition that never was, in which two figures contradict others."""
    figures = complete(random_figures(11, "2026-01"))
    wrong = (figures["section"] == "family") & (figures["period"] == "2025-12") & (figures["age_band"] == "all")
    for measure, value in (("pending", 99_990), ("decisions", -50)):
        figures["value"] = figures["value"].mask(wrong & (figures["measure"] == measure), value)
    return figures


def run(figures: pd.DataFrame, checked: Check, **more: Any) -> dict[str, Any]:
    """What a report is made from, as run.json says it."""
    package = {"name": "ind-tables", "version": "1.0", "catalogue_sha256": "c" * 64, "lock_sha256": "d" * 64}
    return {
        "edition": str(figures["edition"].iloc[0]),
        "periods": sorted(figures["period"].unique()),
        "pdf": {
            "name": "maandcijfers.pdf",
            "sha256": "a" * 64,
            "pages": 2,
            "facsimile": True,
            "address": "",
            "fetched": "",
        },
        "printed_cells": len(figures),
        "warnings": [],
        "missing": [],
        "unrecognised": 0,
        "notes": [],
        "corrections": [],
        "previous": None,
        "publisher": None,
        **stages.verified(figures, checked),
        "package": package,
        "written": "",
        **more,
    }


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table as its file gives it back."""
    return pd.read_csv(io.StringIO(table.to_csv(index=False)), dtype=str, keep_default_na=False)


@cache
def checks() -> dict[str, Check]:
    """What the checks find in both editions, in no language yet."""
    return {"2025-12": localise.check(december()), "2026-01": localise.check(january())}


@cache
def certified() -> pd.DataFrame:
    """The certificate of December 2025, without an edition before."""
    return certificate.of(december())


def plain(language: Language) -> str:
    """The report of December 2025."""
    checked = words.told(checks()["2025-12"], language)
    return article.html(
        Figures.of(december()), as_text(checked.findings), as_text(checked.suspects), run(december(), checked), language
    )


def doubtful(language: Language) -> str:
    """The report of January 2026, with everything that a report can have."""
    figures, checked = january(), words.told(checks()["2026-01"], language)
    correction = {
        "section": "study",
        "measure": "pending",
        "age_band": "0-1m",
        "period": "2025-11",
        **dict.fromkeys(["printed", "corrected", "reason", "published_by", "source"], HOSTILE),
    }
    suspect = {"rank": "1", "explanation": "1", "section": "labour", "measure": "pending", "age_band": "all"}
    suspect |= {"period": "2025-11", "printed": HOSTILE, "proposed": "1560", "reason": HOSTILE}
    findings = as_text(checked.findings)
    findings.loc[0, "message"] = HOSTILE
    made = run(
        figures,
        checked,
        pdf={
            "name": f"{HOSTILE}.pdf",
            "sha256": "a" * 64,
            "pages": 2,
            "facsimile": False,
            "address": "",
            "fetched": "2026-02-27",
        },
        written="2026-03-01",
        publisher={"confirmed": 23, "contradicted": 1, "unclear": 2},
        warnings=[HOSTILE],
        corrections=[correction],
        previous={"edition": "2025-12", "sha256": "b" * 64},
    )
    suspects = pd.concat([as_text(checked.suspects), pd.DataFrame([suspect, {**suspect, "proposed": ""}])])
    beside = ("2025-12", "2026-02")
    return article.html(Figures.of(figures), findings, suspects, made, language, Figures.of(december()), beside)


@cache
def page(name: str) -> str:
    """A page by its name, one of :data:`NAMES`."""
    languages: dict[str, Language] = {"report.html": "en", "report.nl.html": "nl"}
    if name in languages:
        return plain(languages[name])
    if name.startswith("certificate"):
        return certificates.html(as_text(certified()), "nl" if name.endswith(".nl.html") else "en")
    if name.startswith("doubtful"):
        return doubtful("nl" if name.endswith(".nl.html") else "en")
    if name == "index.html":
        runs = [run(december(), checks()["2025-12"]), run(january(), checks()["2026-01"])]
        return index.html(runs, pd.concat([december(), january()]))
    stem = name.removesuffix(".html")
    notebook = nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", as_version=4)
    return notebooks.render(notebook, stem, "2025-12")
