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
├── RequestError               the request itself is wrong: month, path, parameter   (2)
├── CatalogueError             a file of the catalogue contradicts itself            (1)
├── ReportError                a notebook failed; nothing was published              (1)
└── OutputError                a result cannot be written                            (4)
"""

from __future__ import annotations


class IndTablesError(Exception):
    """What this package raises on purpose; its text is one sentence for the person at the keyboard.

    Attributes:
        exit_status: the status with which the command line ends.
    """

    exit_status = 1

    def __str__(self) -> str:
        """The message on one line, free of control and direction characters."""
        return one_line(" ".join(str(part) for part in self.args))

    @property
    def line(self) -> str:
        """``ClassName: message``, as printed on standard error."""
        return f"{type(self).__name__}: {self}"


class ReadError(IndTablesError):
    """The document cannot be trusted; nothing is handed over."""

    exit_status = 3


class NotAPdf(ReadError):
    """The file is not a PDF."""


class DamagedPdf(ReadError):
    """The file is a PDF, but broken, or without pages."""


class PasswordProtected(ReadError):
    """The file opens with a password only."""


class DocumentTooLarge(ReadError):
    """The file is over a limit of size, pages, time or memory."""


class NoTextLayer(ReadError):
    """The pages hold pictures or outlines instead of characters."""


class NotMaandcijfers(ReadError):
    """The document is another one, or in another language."""


class WrongMonth(ReadError):
    """The months are not the ones asked for, named or printed in the title."""


class IncompleteDocument(ReadError):
    """A page, section, row or column is missing, or without a single figure."""


class AmbiguousDocument(ReadError):
    """A section, row or edition stands twice."""


class UnreadableNumber(ReadError):
    """A cell is neither a figure nor a known sign for none, or the readings disagree on it."""


class NotObservations(ReadError):
    """A file of observations has the wrong shape."""


class RequestError(IndTablesError):
    """The request is wrong: a month, a path or a parameter."""

    exit_status = 2


class CatalogueError(IndTablesError):
    """A file of the catalogue contradicts itself or misses an entry."""


class ReportError(IndTablesError):
    """A notebook failed; nothing was published."""


class OutputError(IndTablesError):
    """A result cannot be written."""

    exit_status = 4


def one_line(text: str) -> str:
    """Return ``text`` on one line with control, format and direction characters made visible.

    White space of every kind becomes one space; other characters that a terminal would not show as
    themselves become ``\\uXXXX``, so that text taken from a document cannot move the cursor, hide
    itself or read backwards.
    """
    spaced = " ".join(text.split())
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in spaced)
