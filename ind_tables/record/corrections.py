"""Corrections of printed figures, as records: what is printed, what it must be, why, and who says so.

    from ind_tables.record import corrections
    from ind_tables import read
    corrections.apply(read("2026-01"), corrections.load("2026-01"))

No figure is ever repaired by itself. An analyst who knows that the publisher printed a wrong figure writes a record
into ``corrections/YYYY-MM.toml`` in the home folder (``ind_tables.home.root``), a file an edition:

    edition = "2026-01"

    [[corrections]]
    section = "asylum_first"
    measure = "pending"
    age_band = "all"                # may be left out where it is "all"
    period = "2025-11"
    printed = "48.910"              # what stands in the document, as it stands there
    corrected = "48.190"            # what should stand there, written as the document would
    reason = "Two digits are swapped: the age bands and the month before both make 48.190."
    published_by = "IND"            # who published the wrong figure
    source = "The IND's answer of 12 February 2026."    # how it is known
    status = "confirmed"            # open, reported (to the publisher) or confirmed (by the publisher)

``printed`` is the guard: once the document prints something else, the record stops the run and says that it may be
removed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ind_tables import catalogue, home
from ind_tables.catalogue import TOTAL
from ind_tables.errors import CatalogueError, CorrectionError, NotObservations, RequestError, one_line
from ind_tables.months import valid
from ind_tables.place import KEY
from ind_tables.record import observations

STATUSES = ("open", "reported", "confirmed")


@dataclass(frozen=True)
class Correction:
    """One wrong figure of one edition.

    Attributes:
        edition: the edition that prints it, YYYY-MM.
        section, measure, age_band, period: its cell.
        printed: the cell's text, which is wrong.
        corrected: what the text should be, in the document's own way of writing; a sign for none where there should
            be no figure.
        reason: why it is wrong.
        published_by: who published it.
        source: how the right figure is known.
        status: one of :data:`STATUSES`.
    """

    edition: str
    section: str
    measure: str
    age_band: str
    period: str
    printed: str
    corrected: str
    reason: str
    published_by: str
    source: str
    status: str

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """Section, measure, age band and period."""
        return self.section, self.measure, self.age_band, self.period

    @property
    def whole(self) -> bool:
        """Whether the figures of its row are whole numbers."""
        return catalogue.load().at(self.edition).measures[self.measure].whole

    @property
    def place(self) -> str:
        """The table, row and month of the cell in the document's own words."""
        section = catalogue.load().section(self.section)
        return f"“{section.title}”, “{section.row(self.measure, self.age_band).label}”, {self.period}"


COLUMNS = [field.name for field in fields(Correction)]
_MAY_BE_BLANK = ("printed", "corrected")


class Corrected(NamedTuple):
    """An edition after its corrections.

    Attributes:
        observations: the edition's observations; ``value`` and ``status`` of the corrected cells are those of
            ``corrected``, everything else, ``printed`` too, is as it was.
        applied: the records applied, one a row, with the columns :data:`COLUMNS` (the fields of
            :class:`Correction`) as text.
    """

    observations: pd.DataFrame
    applied: pd.DataFrame


def path(edition: str) -> Path:
    """Where the corrections of an edition are recorded, if there are any."""
    return home.root() / "corrections" / f"{valid(edition)}.toml"


def load(edition: str) -> tuple[Correction, ...]:
    """The corrections recorded for an edition, none where there is no file; raises as :func:`read`."""
    source = path(edition)
    if not source.is_file():
        return ()
    records = read(source)
    for record in records[:1]:
        if record.edition != edition:
            raise CorrectionError(
                f"{source.name} is about the edition of {record.edition}; expected {edition}, as its name says; rename "
                "the file, or correct its edition"
            )
    return records


def read(source: Path) -> tuple[Correction, ...]:
    """The corrections in a file, in its order.

    Raises:
        CorrectionError: the file is not TOML, or an entry is missing, misspelt, without text, about an unknown cell,
            or stands twice.
    """
    try:
        content = tomllib.loads(source.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorrectionError(
            f"{source.name} cannot be read ({error}); expected TOML in UTF-8; correct it there"
        ) from error
    return build(content, source.name)


def build(content: Mapping[str, Any], name: str) -> tuple[Correction, ...]:
    """Checked corrections from the parsed contents of a file called ``name``; raises as :func:`read`."""
    entries = content.get("corrections")
    if set(content) != {"edition", "corrections"} or not isinstance(entries, list) or not entries:
        found = ", ".join(sorted(content)) or "nothing"
        raise CorrectionError(
            f'{name} holds {found}; expected edition = "YYYY-MM" and one [[corrections]] or more; remove a file without'
        )
    _is_month(content["edition"], f"{name}: edition")
    records = tuple(
        _record(entry, content["edition"], f"{name}, correction {number}")
        for number, entry in enumerate(entries, start=1)
    )
    cells = [record.cell for record in records]
    for record in records:
        if cells.count(record.cell) > 1:
            raise CorrectionError(
                f"{name} corrects {record.place} twice; expected one record a figure; remove the other"
            )
    return records


def apply(figures: pd.DataFrame, records: Sequence[Correction]) -> Corrected:
    """The observations of an edition with its recorded corrections, and these.

    Args:
        figures: the observations of one edition, as printed; it is left as it is.
        records: its corrections.

    Raises:
        CorrectionError: a record is about another edition or a cell that this one does not have, or the wrong figure
            is no longer printed there.
        NotObservations: ``figures`` do not hold exactly one edition.
    """
    found = sorted(set(figures["edition"]))
    if len(found) != 1:
        raise NotObservations(f"the observations hold {len(found)} editions, expected one; correct one at a time")
    corrected = figures.reset_index(drop=True)
    rows = {key: row for row, key in enumerate(corrected[KEY].itertuples(index=False, name=None))}
    for record in records:
        what = f"the correction of {record.place}"
        row = rows.get(record.cell)
        if record.edition != found[0]:
            raise CorrectionError(f"{what} is for the edition of {record.edition}, not {found[0]}; expected its own")
        if row is None:
            raise CorrectionError(f"{what}: the edition of {record.edition} has no such figure; remove the record")
        printed = str(corrected.loc[row, "printed"])
        if printed.strip() != record.printed.strip():
            raise CorrectionError(
                f"{what} expects “{one_line(record.printed)}” to be printed there, but “{one_line(printed)}” is; the "
                "record may be removed"
            )
        value, status = observations.number(record.corrected, record.whole, record.edition)
        corrected.loc[row, "value"] = pd.NA if value is None else value
        corrected.loc[row, "status"] = status
    applied = pd.DataFrame([asdict(record) for record in records], columns=COLUMNS, dtype="str")
    return Corrected(corrected, applied)


def _record(entry: object, edition: str, name: str) -> Correction:
    if not isinstance(entry, dict):
        raise CorrectionError(f"{name} is {entry!r}; expected a table under [[corrections]]")
    given = {"age_band": TOTAL, **entry}
    for field in (*COLUMNS[1:], *given):
        if field not in given or field not in COLUMNS[1:]:
            what = "misses" if field not in given else "has the unknown entry"
            raise CorrectionError(f"{name} {what} {field}; expected {', '.join(COLUMNS[1:])}")
        text = given[field]
        if not isinstance(text, str) or not (text.strip() or field in _MAY_BE_BLANK):
            raise CorrectionError(f"{name}: {field} is {text!r}; expected text in quotes")
    record = Correction(edition, **given)
    _is_month(record.period, f"{name}: period")
    if record.status not in STATUSES:
        raise CorrectionError(f"{name}: the status is {record.status!r}; expected one of {', '.join(STATUSES)}")
    try:
        catalogue.load().section(record.section).row(record.measure, record.age_band)
        observations.number(record.corrected, record.whole, edition)
    except (CatalogueError, ValueError) as error:
        raise CorrectionError(f"{name}: {error}; expected a cell and a figure as the document has them") from error
    if record.corrected.strip() == record.printed.strip():
        raise CorrectionError(f"{name}: {record.printed!r} is both printed and corrected; expected them to differ")
    return record


def _is_month(text: object, name: str) -> None:
    try:
        valid(str(text))
    except RequestError as error:
        raise CorrectionError(f"{name}: {error}") from error
