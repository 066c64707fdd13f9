"""What the catalogue lacks for a changed edition, shown for a person: page, proposal and evidence side by side."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from ind_tables import files, home
from ind_tables.errors import RequestError
from ind_tables.months import MONTH
from ind_tables.reading import pages
from ind_tables.reading.pages import Page
from ind_tables.record import adaptation, observations
from ind_tables.record.adaptation import Adaptation
from ind_tables.record.frames import plain
from ind_tables.record.proposal import Entry

_SCALE = 1.4
_LINES = 20


@dataclass(frozen=True)
class Proposals:
    """What was proposed for an edition; in a notebook, beside its pages.

    Attributes:
        adaptation: the proposed entries and the extension of the catalogue that they make.
    """

    adaptation: Adaptation

    @property
    def text(self) -> str:
        """The extension as TOML; empty where nothing is needed."""
        return self.adaptation.text

    def save(self, target: str | Path) -> None:
        """Write the extension, whole or not at all; raises OutputError where that cannot be done."""
        files.write(Path(target), self.text.encode("utf-8"))

    def __repr__(self) -> str:
        found = self.adaptation
        if not self.text:
            return found.open or f"The catalogue has all of the edition of {found.edition}."
        lines = self.text.splitlines()
        more = [f"... and {len(lines) - _LINES} more lines in .text"] if len(lines) > _LINES else []
        return "\n".join([*lines[:_LINES], *more])

    def _repr_html_(self) -> str:
        found = self.adaptation
        shown = [Markup("<p>Not readable whole yet: {}</p>").format(found.open)] if found.open else []
        if found.notes:
            said = Markup().join(Markup("<li>{}</li>").format(note) for note in found.notes)
            shown.append(Markup("<p>Notes that the catalogue does not know:</p><ul>{}</ul>").format(said))
        if not found.entries and not found.open:
            shown.append(Markup("<p>The catalogue has all of the edition of {}.</p>").format(found.edition))
        return str(Markup().join([*shown, *self._pages()]))

    def _pages(self) -> Iterator[Markup]:
        sheets = {page.number: page for page in self.adaptation.pages}
        for number in sorted({entry.page for entry in self.adaptation.entries}):
            entries = [entry for entry in self.adaptation.entries if entry.page == number]
            shown = self._picture(sheets[number]) if number in sheets else Markup()
            yield Markup(
                '<div style="display:flex;gap:1em;align-items:flex-start">{}<table><caption>{}</caption><thead><tr>'
                '<th scope="col">Proposal</th><th scope="col">Evidence</th></tr></thead><tbody>{}</tbody></table></div>'
            ).format(shown, f"Page {number}" if number else "No page in particular", Markup().join(map(_row, entries)))

    def _picture(self, page: Page) -> Markup:
        held = io.BytesIO()
        pages.picture(self.adaptation.source, page, _SCALE).save(held, "PNG")
        data = base64.b64encode(held.getvalue()).decode("ascii")
        return Markup('<img src="data:image/png;base64,{}" alt="Page {}" style="max-width:50%">').format(
            data, page.number
        )


def _row(entry: Entry) -> Markup:
    return Markup('<tr><td style="text-align:left"><pre>{}</pre></td><td style="text-align:left">{}</td></tr>').format(
        entry.toml.rstrip("\n"), entry.evidence
    )


def adapt(edition: str | Path, previous: str | Path | pd.DataFrame | None = None) -> Proposals:
    """What the catalogue lacks for a changed edition: the same as ``ind-tables adapt``.

    Args:
        edition: its month, or the path of its PDF.
        previous: the edition to hold it against: observations, a month, or a path; the nearest one unless given.

    Returns:
        What is proposed, each entry with its evidence, in a notebook beside the pages. ``text`` is the extension of the
        catalogue as TOML, empty where nothing is needed; ``save(path)`` writes it.

    Raises:
        ReadError: it is no edition of the monthly figures, or cannot be trusted for another reason than its words.
        RequestError: there is no such month or file.
        NotObservations: ``previous`` is no table of figures.
    """
    if not isinstance(edition, str | Path):
        raise RequestError(f"this is of type {type(edition).__name__}; expected a month, or the path of a PDF")
    pdf = home.locate(str(edition)) if MONTH.fullmatch(str(edition)) else Path(edition).expanduser()
    if previous is None:
        return Proposals(adaptation.adapt(pdf, None))
    other = observations.read(previous) if isinstance(previous, str | Path) else plain(previous)
    return Proposals(adaptation.adapt(pdf, other))
