"""What the stages of a month's report make, each in the same folder: figures, findings, pages.

A stage writes each of its files under a temporary name and renames it. The same edition, code and lock give the
same bytes: no times but the day on which the report is written, no paths.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ind_tables import catalogue, files, home
from ind_tables.errors import one_line
from ind_tables.months import valid
from ind_tables.run import publish
from ind_tables.run.output import warn

if TYPE_CHECKING:
    import pandas as pd

    from ind_tables.checking.localise import Check

SEVERITIES = ("error", "warning", "notice")


def observe(month: str, source: Path, work: Path, incomplete: bool = False) -> None:
    """Read the edition: observations.csv and .parquet, unrecognised.csv, the PDF under its month's name, reading.json.

    An original enters the store of editions as it is printed; the corrections that are recorded for the edition are
    applied to what is written.

    Raises:
        ReadError: the document cannot be trusted.
        RequestError: the month is none, or there is no such file.
        StoreError: the store holds another original of the month.
        CorrectionError: a recorded correction does not fit what is printed.
        OutputError: a file cannot be written.
    """
    from ind_tables.reading import edition
    from ind_tables.record import corrections, observations, provenance, store, unrecognised
    from ind_tables.telling import omissions

    month = valid(month)
    source = home.locate(month, source)
    document = edition.read(source, month, allow_incomplete=incomplete)
    unknown, kept = unrecognised.of(document), provenance.record(source)
    printed = observations.from_document(document)
    figures, applied = corrections.apply(printed, corrections.load(month))
    if not document.facsimile:
        store.keep(printed, document.sha256, facsimile=False)
    files.folder(work)
    files.write(work / home.pdf_name(month), source.read_bytes())
    reading = {
        "edition": document.edition,
        "periods": list(document.periods),
        "pdf": {
            "name": one_line(document.name),
            "sha256": document.sha256,
            "pages": len(document.pages),
            "facsimile": document.facsimile,
            "address": kept.address if kept else "",
            "fetched": kept.fetched[:10] if kept else "",
        },
        "printed_cells": len(document.cells),
        "missing": lacking(printed) if document.missing else [],
        "unrecognised": len(unknown),
        "catalogue": publish.extension(),
        "notes": [asdict(note) for note in document.notes],
        "warnings": document.warnings,
        "corrections": applied.to_dict("records"),
    }
    files.write_json(work / "reading.json", reading)
    warn(omissions.told(document.warnings, "en"))
    observations.save(unknown, work / "unrecognised.csv")
    observations.save(figures, work / "observations.parquet")
    observations.save(figures, work / "observations.csv")


def check(month: str, work: Path, page: Path | None = None) -> None:
    """Hold the observations against the rules: suspects.csv, checks.json, remarks.json, certificate.csv,
    publisher.csv and findings.csv. ``page`` is the IND's overview page on the edition, if it is there.

    Raises:
        NotObservations: the observations in ``work`` have the wrong shape.
        StoreError: the stored edition before this one is damaged.
        OutputError: a file cannot be written.
    """
    from ind_tables.checking import certificate, localise, publisher
    from ind_tables.record import observations, statements, store
    from ind_tables.telling import findings

    figures = observations.load(work / "observations.parquet", month)
    before = store.previous(month)
    stated = statements.read(page, month) if page and page.is_file() else None
    witnesses = publisher.witnesses(figures, stated) if stated else []
    confirmed = publisher.confirmed(witnesses)
    checked = findings.beside_page(localise.check(figures, before, confirmed), witnesses)
    earlier = store.before(month)
    previous = {"edition": earlier, "sha256": store.sha256(earlier)} if earlier else None
    said = publisher.counts(witnesses) if stated else None
    files.write_json(work / "checks.json", {"previous": previous, "publisher": said, **verified(figures, checked)})
    remarks = {"findings": checked.findings["message"].tolist(), "suspects": checked.suspects["reason"].tolist()}
    files.write_json(work / "remarks.json", remarks)
    told = findings.told(checked, "en")
    observations.save(told.suspects, work / "suspects.csv")
    certified = certificate.of(figures, before, confirmed, store.earlier(month))
    observations.save(certified, work / "certificate.csv")
    observations.save(publisher.table(witnesses), work / "publisher.csv")
    observations.save(told.findings, work / "findings.csv")


def pages(month: str, work: Path, before: str | None = None, after: str | None = None) -> None:
    """Write report and certificate for readers, in both languages, and the data for others: workbook, SDMX, package.

    ``before`` and ``after`` are the months next to this one whose reports lie beside it, and are linked.

    Raises:
        NotObservations: the observations in ``work`` have the wrong shape.
        StoreError: the stored edition before this one is damaged.
        OutputError: a file cannot be written.
    """
    from ind_tables.checking import revisions
    from ind_tables.exports import datapackage
    from ind_tables.record import observations, store
    from ind_tables.showing import article, certificates
    from ind_tables.telling import omissions
    from ind_tables.telling.findings import sentences
    from ind_tables.telling.quantities import Figures

    figures = observations.load(work / "observations.parquet", month)
    findings, suspects = (_table(work / name) for name in ("findings.csv", "suspects.csv"))
    reading, remarks = (json.loads((work / f"{name}.json").read_text("utf-8")) for name in ("reading", "remarks"))
    earlier = store.previous(month)
    vintages = store.earlier(month)
    now, last = Figures.of(figures, vintages), None if earlier is None else Figures.of(earlier)
    compared = None if last is None else revisions.compare(now.observations, last.observations)
    files.write_json(work / "pages.json", {"written": publish.today()})
    run = publish.made_from(work)
    for name, language in reversed(publish.LANGUAGES.items()):
        found = findings.assign(message=sentences(remarks["findings"], language))
        doubted = suspects.assign(reason=sentences(remarks["suspects"], language))
        told = {**run, "warnings": omissions.told(reading["warnings"], language)}
        page = article.html(now, found, doubted, told, language, last, (before, after), compared)
        files.write(work / name, page.encode("utf-8"))
    certified = _table(work / "certificate.csv")
    for name, language in publish.CERTIFICATES.items():
        files.write(work / name, certificates.html(certified, language).encode("utf-8"))
    datapackage.write(work, figures, publish.attribution(month, run), vintages)


def lacking(figures: pd.DataFrame) -> list[dict[str, str]]:
    """What the catalogue says that an edition prints and that is not there: title, and label but for a whole table."""
    edition = str(figures["edition"].iloc[0])
    there = set(figures[["section", "measure", "age_band"]].itertuples(index=False, name=None))
    found = []
    for section in catalogue.load().sections:
        missing = [row.label for row in section.rows if row.valid(edition) and (section.id, *row.key) not in there]
        if section.valid(edition) and not any(name == section.id for name, *_ in there):
            missing = [""]
        elif not any(name == section.id for name, *_ in there):
            missing = []
        found += [{"title": section.title, "label": label} for label in missing]
    return found


def verified(figures: pd.DataFrame, checked: Check) -> dict[str, Any]:
    """How often each rule was evaluated and held, what was found, and the figures that stand in no identity."""
    from ind_tables.record.observations import STATUSES

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


def _table(source: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(source, dtype=str, keep_default_na=False)
