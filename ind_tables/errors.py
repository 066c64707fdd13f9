"""Every way in which a document, an observations file or a request is refused.

IndTablesError                 what this package raises on purpose
├── ReadError                  the document cannot be trusted              (exit status 3)
│   ├── NotAPdf                the file is not a PDF
│   ├── DamagedPdf             it is one, but broken, or without pages
│   ├── PasswordProtected      it opens with a password only
│   ├── DocumentTooLarge       it is over a limit of size, pages, time or memory
│   ├── NoTextLayer            it holds pictures or outlines instead of characters
│   ├── NotMaandcijfers        it is another document, or in another language
│   ├── WrongMonth             its months are not the ones asked for, named or printed
│   ├── IncompleteDocument     a page, section, row or column is missing
│   ├── AmbiguousDocument      a section, row or edition stands twice
│   ├── UnreadableNumber       a cell is neither a figure nor a known sign for none
│   └── NotObservations        an observations file has the wrong shape
├── StoreError                 an edition is not kept, or a kept one is damaged      (3)
├── CorrectionError            a record of a correction does not fit its edition     (3)
├── FetchError                 the edition cannot be had from the publisher's pages  (5)
├── RequestError               the request itself is wrong: month, path, parameter   (2)
├── CatalogueError             a file of the catalogue contradicts itself            (1)
├── ReportError                a notebook failed; nothing was published              (1)
├── OutputError                a result cannot be written                            (4)
└── InternalError              a defect of this package, never of the document       (70)
"""

from __future__ import annotations

import tempfile
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ind_tables.remarks import Remark

_LONGEST = 2000


class IndTablesError(Exception):
    """What this package raises on purpose; its text is one sentence for the person at the keyboard.

    Attributes:
        exit_status: the status with which the command line ends.
        example: a case in which it is raised.
        cure: what to do then.
    """

    exit_status: ClassVar[int] = 1
    example: ClassVar[str] = ""
    cure: ClassVar[str] = ""

    def __str__(self) -> str:
        """The message on one line, free of control and direction characters, and of bounded length."""
        text = one_line(" ".join(str(part) for part in self.args))
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    @property
    def line(self) -> str:
        """``ClassName: message``, as printed on standard error."""
        return f"{type(self).__name__}: {self}"

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [self.line]


class ReadError(IndTablesError):
    """The document cannot be trusted; nothing is handed over.

    Attributes:
        details: everything that is missing, and what is nearly right, a sentence each; the message names the first.
        left_out: what stands there and is unknown.
    """

    exit_status = 3
    details: tuple[str, ...] = ()
    left_out: tuple[Remark, ...] = ()


class NotAPdf(ReadError):
    """The file is not a PDF."""

    example = "A web page, saved under a name that ends in .pdf; an empty file."
    cure = "Open the link in a browser and save the document itself."


class DamagedPdf(ReadError):
    """The file is a PDF, but broken, or without pages."""

    example = "A download that broke off halfway; a page tree that leads back to itself."
    cure = "Download it again. A viewer may show it all the same, by guessing; a reading must not."


class PasswordProtected(ReadError):
    """The file opens with a password only."""

    example = "A copy that somebody locked before mailing it."
    cure = "Get the published file, which is open. One that merely forbids copying or changing is read."


class DocumentTooLarge(ReadError):
    """The file is over a limit of size, pages, time or memory."""

    example = "A year's editions bound into one file; a few bytes that unpack to gigabytes."
    cure = "Pass the edition alone."


class NoTextLayer(ReadError):
    """The pages hold pictures or outlines instead of characters, or characters that nobody drew to be seen."""

    example = "A scan; text turned into outlines; a font that does not say which letters its shapes are."
    cure = "Get the published file. A reading of pictures would be a guess, so no text recognition is tried."


class NotMaandcijfers(ReadError):
    """The document is another one, or in another language."""

    example = "The yearly report of the same publisher; an English translation of the monthly figures."
    cure = "Get the Dutch “Maandcijfers IND” of the month."


class WrongMonth(ReadError):
    """The months are not the ones asked for, named or printed in the title."""

    example = "2025-11.pdf holds the edition of December; the columns skip a month."
    cure = "Pass the right file or rename it. Where title and columns are at odds, ask the publisher which is right."


class IncompleteDocument(ReadError):
    """A page, section, row or column is missing, or without a single figure."""

    example = "The second page is lost; a row has a label, but nothing beside it."
    cure = (
        "Get the whole edition, or read what is there with --allow-incomplete. If the publisher has dropped a table, "
        "say so in the catalogue with valid_until."
    )


class AmbiguousDocument(ReadError):
    """A section, row or edition stands twice."""

    example = "A page is in the file twice; two editions are bound together."
    cure = "Pass each edition as a file of its own, each page once."


class UnreadableNumber(ReadError):
    """A cell is neither a figure nor a known sign for none, or the readings disagree on it.

    Attributes:
        page, box: where it stands, if that is known: the page from 1, and upright points as in ``pages``.
    """

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    example = "“2.l30” with a letter l; “####” where a column was too narrow; “1.65” where 1.650 was meant."
    cure = (
        "Compare with the page. If it stands there as quoted, ask the publisher: nothing is ever repaired by guessing."
    )


class NotObservations(ReadError):
    """A file of observations has the wrong shape."""

    example = "A table whose columns were renamed in a spreadsheet; two editions in one file."
    cure = "Write it anew with ind-tables extract."


class StoreError(IndTablesError):
    """An edition is not put in the store of editions, or what is stored is damaged."""

    exit_status = 3
    example = "Another PDF of a month that is stored already; a facsimile."
    cure = "Find out which file the IND published; ind-tables keep --replace puts it in the place of the stored one."


class CorrectionError(IndTablesError):
    """A record of a correction has the wrong shape, or does not fit the edition that it is about."""

    exit_status = 3
    example = "The cell no longer prints the wrong figure that the record names; a record without a reason."
    cure = "Remove the record, or put it right; the message names it."


class FetchError(IndTablesError):
    """An edition cannot be found or fetched on the publisher's pages, or what was sent is not that edition."""

    exit_status = 5
    example = "No link to the month yet; a server that answers 404, breaks off or sends another month."
    cure = "Try again later, name the document with --address, or save it by hand where the message says."


class RequestError(IndTablesError):
    """The request is wrong: a month, a path or a parameter."""

    exit_status = 2
    example = "The month 2025-13; a file that is not there."
    cure = "Say it again; the message says what was expected."


class CatalogueError(IndTablesError):
    """A file of the catalogue contradicts itself or misses an entry."""

    example = "Two sections with one id; a row that counts an unknown measure."
    cure = "Correct the entry in ind_tables/catalogue that the message names."


class ReportError(IndTablesError):
    """A notebook failed; nothing was published."""

    example = "A cell of a notebook raises an error."
    cure = "Open the notebook and run it to the cell that the message names."


class OutputError(IndTablesError):
    """A result cannot be written."""

    exit_status = 4
    example = "The disk is full; the folder is read-only or does not exist."
    cure = "Write elsewhere. A file that was there before is unchanged."


class InternalError(IndTablesError):
    """This package has a defect; nothing is said of the document."""

    exit_status = 70
    example = "A page that nobody has thought of."
    cure = "Report it, with the file that the message names; the document may be quite in order."

    @classmethod
    def of(cls, doing: str, error: str, trace: str) -> InternalError:
        """A defect that showed itself while doing something; what there is to know of it is put in a file."""
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", prefix="ind-tables-", suffix=".txt", delete=False
            ) as report:
                report.write(f"{doing}\n\n{trace}")
            attached = f"report it and attach {report.name}"
        except OSError:
            attached = "report it"
        return cls(f"{doing} failed ({one_line(error)[:200]}); expected no such thing of any document; {attached}")


def unknown(what: str, asked: object, known: Iterable[str]) -> RequestError:
    """The refusal of a name that is none: "no section asylum_frst; did you mean asylum_first?".

    Args:
        what: what it should name, as in "section".
        asked: the name.
        known: the names that there are.
    """
    names = list(known)
    near = get_close_matches(str(asked).casefold(), names, 1)
    hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(names)}"
    return RequestError(f"no {what} {one_line(str(asked))[:80]}; {hint}")


def one_line(text: str) -> str:
    """Return ``text`` on one line with control, format and direction characters made visible.

    White space of every kind becomes one space; other characters that a terminal would not show as
    themselves become ``\\uXXXX`` or ``\\UXXXXXXXX``, so that text taken from a document cannot move the cursor, hide
    itself or read backwards.
    """
    spaced = " ".join(text.split())
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in spaced
    )
