"""The catalogue of documents that must be refused: what is wrong with each, the class of the refusal, and the bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ind_tables import errors
from ind_tables.errors import ReadError
from tests.documents.facsimile import Look, typeset
from tests.documents.facsimile.document import MONTHS
from tests.documents.facsimile.look import ExtraRow
from tests.documents.facsimile.postprocess import encrypted, scanned, without_unicode
from tests.documents.refusals.spoilt import (
    annotated,
    blank,
    bomb,
    bound,
    cell,
    changed,
    copies,
    cropped_beside,
    drawn,
    edited,
    form_in_itself,
    forms_in_forms,
    giant,
    golden,
    hole,
    later,
    letters,
    months,
    moved_up,
    nested,
    only,
    outlined,
    outlined_cell,
    padded,
    page_tree_in_a_circle,
    printed,
    rectangle,
    relabelled,
    rewritten,
    sample,
    set_as,
    set_by_hand,
    shifted,
    spot,
    swapped,
    under_a_scan,
    without_first_column,
    without_last_column,
    without_pages,
    words,
)


@dataclass(frozen=True)
class Bad:
    """A document that must be refused.

    Attributes:
        what: what is wrong with it, in words.
        refusal: the class of the refusal.
        make: its bytes.
        name: the file's name.
        options: of the command, besides the file.
        figures: how many of its figures --allow-incomplete reads; none where it is refused all the same.
        missing: what the warnings must then say.
    """

    what: str
    refusal: type[ReadError]
    make: Callable[[], bytes]
    name: str = "edition.pdf"
    options: Sequence[str] = ()
    figures: int = 0
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class Odd:
    """A document that is odd, but on whose pages every figure of the bundled edition stands to be read."""

    what: str
    make: Callable[[], bytes]


# --------------------------------------------------------------------------------------------------
# Other documents

ENGLISH = {
    **{name.capitalize(): english for name, english in zip(MONTHS, (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ), strict=True)},
    "Maandcijfers IND December 2025": "Monthly figures IND December 2025",
    "Asiel - Eerste aanvragen": "Asylum - First applications",
    "Aanvragen": "Applications",
    "Beslissingen": "Decisions",
    "Openstaande aanvragen": "Pending applications",
    "Tot 1 maand": "Up to 1 month",
}  # fmt: skip


LABELS = ("Aanvragen", "Beslissingen", "Openstaande aanvragen", "Tot 1 maand", "1 - 3 maanden", "Boven 3 maanden")

FILES = [
    Bad("an empty file", errors.NotAPdf, lambda: b""),
    Bad("plain text", errors.NotAPdf, lambda: b"Maandcijfers IND december 2025\n2.130\n"),
    Bad("a web page", errors.NotAPdf, lambda: b"<!DOCTYPE html>\n<html><title>Maandcijfers</title></html>"),
    Bad("a Word document", errors.NotAPdf, lambda: b"PK\x03\x04" + bytes(4000)),
    Bad("a picture", errors.NotAPdf, lambda: b"\x89PNG\r\n\x1a\n" + bytes(4000)),
    Bad("zeros", errors.NotAPdf, lambda: bytes(50_000)),
    Bad("a first line and nothing else", errors.DamagedPdf, lambda: b"%PDF-1.4\n"),
    Bad("a first line and a web page", errors.DamagedPdf, lambda: b"%PDF-1.4\n<html></html>"),
    Bad("a first line and noise", errors.DamagedPdf, lambda: b"%PDF-1.4\n" + bytes(range(256)) * 200),
    Bad("cut off after a tenth", errors.DamagedPdf, lambda: sample()[: len(sample()) // 10]),
    Bad("cut off halfway", errors.DamagedPdf, lambda: sample()[: len(sample()) // 2]),
    Bad("cut off after nine tenths", errors.DamagedPdf, lambda: sample()[: len(sample()) * 9 // 10]),
    Bad("without its last 200 bytes", errors.DamagedPdf, lambda: sample()[:-200]),
    Bad("a hole of zeros in the first page's content", errors.NotMaandcijfers, lambda: hole(sample())),
    Bad("no pages", errors.DamagedPdf, without_pages),
    Bad("a page tree in a circle", errors.DamagedPdf, changed(page_tree_in_a_circle)),
    Bad("a crop box beside its sheet", errors.DamagedPdf, changed(cropped_beside)),
    Bad("a page without content", errors.NoTextLayer, lambda: blank()),
    Bad("a user password", errors.PasswordProtected, lambda: encrypted(sample(), user="secret")),
]
LARGE = [
    Bad("61 pages", errors.DocumentTooLarge, copies(61)),
    Bad("5,000 pages", errors.DocumentTooLarge, copies(5000)),
    Bad("33 MiB", errors.DocumentTooLarge, padded),
    Bad("pages a thousand million points long", errors.DocumentTooLarge, changed(giant)),
    Bad("300,000 characters on a page", errors.DocumentTooLarge, letters(300_000)),
]
BOMBS = [
    Bad("2 GiB of spaces in a stream", errors.DocumentTooLarge, bomb(b" ", 2048)),
    Bad("500 MiB of operators in a stream", errors.DocumentTooLarge, bomb(b"0 0 m 1 1 l S\n", 500)),
    Bad("forms in forms, ten to the twelfth", errors.DocumentTooLarge, changed(forms_in_forms)),
]
SLOW_BOMBS = [
    Bad("a form that draws itself", errors.DocumentTooLarge, changed(form_in_itself)),
]
TEXTLESS = [
    Bad("a scan", errors.NoTextLayer, lambda: scanned(sample(), 1)),
    Bad("a scan with recognised text under it", errors.NoTextLayer, under_a_scan),
    Bad("text as outlines", errors.NoTextLayer, outlined),
    Bad("fonts that do not map to characters", errors.NoTextLayer, lambda: without_unicode(sample())),
]
OTHERS = [
    Bad("a letter", errors.NotMaandcijfers, set_by_hand(["Dear reader,", "these are 2.130 words.", "Yours"])),
    Bad("the yearly report", errors.NotMaandcijfers, set_as(Look(heading="Jaarcijfers IND {year}"))),
    Bad("another publisher's figures", errors.NotMaandcijfers, set_as(Look(heading="Maandcijfers COA {month} {year}"))),
    Bad("an English edition", errors.NotMaandcijfers, rewritten(ENGLISH)),
    Bad("a title without a month", errors.NotMaandcijfers, set_as(Look(heading="Maandcijfers IND"))),
    Bad("400,000 brackets before the first word", errors.NotMaandcijfers, changed(nested)),
    Bad("no title", errors.NotMaandcijfers, set_as(Look(heading=" "))),
]
MONTHLY = [
    Bad("another month than asked for", errors.WrongMonth, sample, options=("--month", "2025-11")),
    Bad("another month than the file's name says", errors.WrongMonth, sample, name="2025-11.pdf"),
    Bad("another month than the file's long name says", errors.WrongMonth, sample,
        name="maandcijfers-ind-november-2025.pdf"),
    Bad("a title of another month than the columns", errors.WrongMonth,
        set_as(Look(heading="Maandcijfers IND November 2025"))),
    Bad("a title of another year than the columns", errors.WrongMonth,
        set_as(Look(heading="Maandcijfers IND December 2024"))),
    Bad("columns headed one month earlier", errors.WrongMonth, months(lambda names: [names[11], *names[:12]])),
    Bad("two months in the wrong order", errors.WrongMonth, months(swapped)),
    Bad("months from the latest to the earliest", errors.WrongMonth, months(lambda names: names[::-1])),
    Bad("a month twice", errors.WrongMonth, months(lambda names: [*names[:5], names[4], *names[6:]])),
    Bad("another year above the columns", errors.WrongMonth, rewritten({"2025": "2024"}, kind="year")),
    Bad("another year above the columns of one page", errors.WrongMonth,
        rewritten({"2025": "2026"}, kind="year", page=2)),
    Bad("pages of two editions, one title", errors.WrongMonth,
        bound(sample, lambda: typeset(later()), pages=[(0, 0), (1, 1)])),
]  # fmt: skip
INCOMPLETE = [
    Bad("the first page alone", errors.IncompleteDocument, bound(sample, pages=[(0, 0)]), figures=806,
        missing=["the section “Verblijfsvergunning kennis en talent” is missing",
            "the section “Uitreiken verblijfsdocumenten en afnemen biometrie” is missing"]),
    Bad("the second page alone", errors.NotMaandcijfers, bound(sample, pages=[(0, 1)])),
    Bad("a title and no tables", errors.IncompleteDocument, set_by_hand(["Maandcijfers IND december 2025"])),
    Bad("a section missing", errors.IncompleteDocument, set_as(Look(omit=frozenset({"study"}))), figures=1092,
        missing=["the section “Verblijfsvergunning studie” is missing"]),
    Bad("the last section missing", errors.IncompleteDocument, set_as(Look(omit=frozenset({"appointments"}))),
        figures=1118,
        missing=["the section “Uitreiken verblijfsdocumenten en afnemen biometrie” is missing"]),
    Bad("a row missing", errors.IncompleteDocument, set_as(Look(omit=frozenset({"family/pending/3-6m"}))),
        figures=1157,
        missing=["the row “3 - 6 maanden” of “Verblijfsvergunning familie en gezin” is missing"]),
    Bad("the last column missing in every table", errors.WrongMonth,
        lambda: typeset(golden()[lambda f: f["period"] != "2025-12"])),
    Bad("the first column missing in one table", errors.IncompleteDocument,
        without_first_column("study"), figures=1164,
        missing=["page 2: the column 2024-12 of “Verblijfsvergunning studie” is missing"]),
    Bad("the last column missing in one table", errors.WrongMonth, without_last_column("study")),
    Bad("figures a row above their labels in one table", errors.IncompleteDocument, moved_up(1, ["study"])),
    Bad("figures a row below their labels in one table", errors.IncompleteDocument, moved_up(-1, ["study"])),
    Bad("the titles of two tables with other rows swapped", errors.IncompleteDocument,
        rewritten({"Verblijfsvergunning studie": "Naturalisatie", "Naturalisatie": "Verblijfsvergunning studie"})),
    Bad("a column missing in the middle", errors.WrongMonth,
        lambda: typeset(golden()[lambda f: f["period"] != "2025-06"])),
    Bad("the heading of a column missing", errors.WrongMonth,
        edited(lambda _, text: [] if text.kind == "month" and text.string == "Juni" else [text])),
    Bad("a table without its labels", errors.IncompleteDocument, relabelled("study", dict.fromkeys(LABELS, " "))),
    Bad("a row without a figure", errors.IncompleteDocument,
        printed({("study", "decisions", "*", "*"): "-"}), figures=1157,
        missing=["page 2: the row “Beslissingen” of “Verblijfsvergunning studie” holds no figure"]),
    Bad("a row of blanks", errors.IncompleteDocument,
        printed({("study", "decisions", "*", "*"): " "}), figures=1105,
        missing=["the row “Beslissingen” of “Verblijfsvergunning studie” is missing"]),
    Bad("a column without a figure", errors.IncompleteDocument,
        printed({("study", "*", "*", "2025-06"): "-"}), figures=1164,
        missing=["page 2: the column 2025-06 of “Verblijfsvergunning studie” holds no figure"]),
    Bad("a column of blanks", errors.IncompleteDocument,
        printed({("study", "*", "*", "2025-06"): " "}), figures=1164,
        missing=["page 2: the column 2025-06 of “Verblijfsvergunning studie” holds no figure"]),
    Bad("the last column of blanks in every table", errors.IncompleteDocument,
        printed({("*", "*", "*", "2025-12"): " "}), figures=1080,
        missing=["page 1: the column 2025-12 of “Asiel - Eerste aanvragen” holds no figure",
            "page 2: the column 2025-12 of “Naturalisatie” holds no figure"]),
    Bad("figures a column to the right of their months", errors.IncompleteDocument, shifted(36)),
    Bad("figures a column to the left of their months", errors.IncompleteDocument, shifted(-36)),
    Bad("figures a column to the right on the second page", errors.IncompleteDocument, shifted(36, page=2)),
    Bad("figures half a column to the right", errors.IncompleteDocument, shifted(20)),
]  # fmt: skip
DOUBLED = [
    Bad("a page twice", errors.AmbiguousDocument, bound(sample, pages=[(0, 0), (0, 1), (0, 1)])),
    Bad("the edition twice", errors.AmbiguousDocument, bound(sample, pages=[(0, 0), (0, 1)] * 2)),
    Bad("two editions", errors.AmbiguousDocument,
        bound(sample, lambda: typeset(later()), pages=[(0, 0), (0, 1), (1, 0), (1, 1)])),
    Bad("a section under the title of another", errors.AmbiguousDocument,
        rewritten({"Verblijfsvergunning studie": "Verblijfsvergunning arbeidsmigranten"})),
    Bad("rows under the label of others", errors.AmbiguousDocument, rewritten({"1 - 3 maanden": "Tot 1 maand"})),
    Bad("a row under the label of another", errors.AmbiguousDocument,
        relabelled("study", {"Beslissingen": "Aanvragen"})),
    Bad("a row twice", errors.AmbiguousDocument,
        set_as(Look(extra_rows=(ExtraRow("study", 1, "Aanvragen"),)))),
    Bad("two titles", errors.AmbiguousDocument, rewritten({"Bron: IND (Metis) 2/2": "Maandcijfers IND Mei 2025"})),
]  # fmt: skip
NUMBERS = [
    *(
        Bad(f"“{text}” in a cell", errors.UnreadableNumber, cell(text))
        for text in (
            *("2.l30", "45.7 40", "2,130", "1.65", "####", "1.6500", "1650,0", "1.65O", "+1.650", "1.650 1.540", "?"),
            *("1O0", "16S0", "(1.650)", "1.650-", "1..650", ".650", "1.650.", "01.650", "1e3", "1.650%", "1/650", "--"),
            "<5",
        )
    ),
    Bad("a figure in a string of figures", errors.UnreadableNumber, cell("1.6501.540")),
]  # fmt: skip


UNSEEN = [
    Bad("a figure under a white rectangle", errors.UnreadableNumber, drawn(rectangle)),
    Bad("a table's titles and figures under a white rectangle", errors.IncompleteDocument,
        drawn(lambda cell: f" q 1 g 0 {cell.y - 70} 600 100 re f Q ")),
    Bad("a white figure", errors.UnreadableNumber, only(lambda text: [replace(text, grey=1)])),
    Bad("a figure that is not painted", errors.UnreadableNumber,
        drawn(lambda cell: words("1.650", cell.x, cell.y, cell.size, "3 Tr"), only(lambda text: []))),
    Bad("a figure in a layer that is switched off", errors.UnreadableNumber,
        drawn(lambda cell: f"/OC /Layer BDC {words('1.650', cell.x, cell.y, cell.size)} EMC", only(lambda text: []))),
    Bad("another figure over one, in a layer that is switched off", errors.UnreadableNumber,
        drawn(lambda cell: f"/OC /Layer BDC {words('9.990', cell.x, cell.y, cell.size)} EMC")),
    Bad("another figure pasted over one, as text", errors.UnreadableNumber,
        drawn(lambda cell: rectangle(cell) + words("9.990", cell.x, cell.y, cell.size))),
    Bad("another figure pasted over one, as a picture", errors.UnreadableNumber,
        drawn(lambda cell: f" q 20 0 0 6.5 {cell.x - 2} {cell.y - 1.5} cm /Picture Do Q ")),
    Bad("another figure pinned over one", errors.UnreadableNumber,
        lambda: annotated(spot().x - 2, spot().y - 2, opaque=True)()),
    Bad("another figure printed over one", errors.UnreadableNumber,
        drawn(lambda cell: words("9.990", cell.x, cell.y, cell.size))),
    Bad("160 and 170 printed over each other", errors.UnreadableNumber,
        only(lambda text: [replace(text, string="160"), replace(text, string="170")])),
    Bad("1200 and 1300 printed over each other", errors.UnreadableNumber,
        only(lambda text: [replace(text, string="1200"), replace(text, string="1300")])),
    Bad("a figure in large type", errors.UnreadableNumber, only(lambda text: [replace(text, size=14)])),
    Bad("a figure that stands on its side", errors.UnreadableNumber,
        only(lambda text: [replace(text, x=text.x + 8, angle=90)])),
    Bad("a figure at an angle", errors.UnreadableNumber, only(lambda text: [replace(text, angle=30)])),
    Bad("a figure between its row and the next", errors.UnreadableNumber,
        only(lambda text: [replace(text, y=text.y - 5)])),
    Bad("a figure above its table", errors.UnreadableNumber, only(lambda text: [replace(text, y=text.y + 30)])),
    Bad("a figure beside the page", errors.UnreadableNumber, only(lambda text: [replace(text, x=text.x + 600)])),
    Bad("a figure as a picture", errors.UnreadableNumber,
        drawn(lambda cell: f" q 20 0 0 6.5 {cell.x - 2} {cell.y - 1.5} cm /Picture Do Q ", only(lambda text: []))),
    Bad("a figure as outlines", errors.UnreadableNumber, outlined_cell),
]  # fmt: skip

ODD = [
    Odd("without its last 10 bytes", lambda: sample()[:-10]),
    Odd("other words before its first", lambda: b"HTTP/1.1 200 OK\r\n\r\n" + sample()),
    Odd("an owner's password", lambda: encrypted(sample())),
    Odd("other figures that are not painted",
        drawn(lambda cell: words("9.990", cell.x, cell.y, cell.size, "3 Tr"))),
    Odd("other figures outside the page", drawn(lambda cell: words("9.990", 700, cell.y, cell.size))),
    Odd("a remark pinned beside the tables", annotated(500, 820, opaque=True)),
    Odd("every figure printed twice", set_as(Look(fake_bold="all"))),
]  # fmt: skip

ALL = [*FILES, *LARGE, *BOMBS, *SLOW_BOMBS, *TEXTLESS, *OTHERS, *MONTHLY, *INCOMPLETE, *DOUBLED, *NUMBERS, *UNSEEN]
