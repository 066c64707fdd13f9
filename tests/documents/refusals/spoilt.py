"""Ways to spoil the bundled edition: its words, figures and places, its objects and bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd
import pikepdf
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.documents.facsimile import Look, random_figures, typeset
from tests.documents.facsimile.document import MONTHS, compose
from tests.documents.facsimile.draw import draw
from tests.documents.facsimile.layout import Text, lay_out
from tests.documents.facsimile.postprocess import scanned
from tests.documents.facsimile.typeset import information

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"


@cache
def sample() -> bytes:
    return SAMPLE.read_bytes()


@cache
def golden() -> pd.DataFrame:
    return pd.read_csv(ROOT / "tests/golden/2025-12.csv")


def later() -> pd.DataFrame:
    """The edition of January 2026."""
    return random_figures(1, "2026-01")


def set_as(look: Look) -> Callable[[], bytes]:
    """The bundled edition in another look."""
    return lambda: typeset(golden(), look)


def printed(texts: dict[tuple[str, ...], str]) -> Callable[[], bytes]:
    """The bundled edition with other texts in cells: (section, measure, age band, period) -> text; any may be "*"."""

    def make() -> bytes:
        figures = golden()
        column = pd.Series(None, index=figures.index, dtype=object)
        for key, text in texts.items():
            there = pd.Series(True, index=figures.index)
            for name, value in zip(("section", "measure", "age_band", "period"), key, strict=True):
                there &= (figures[name] == value) | (value == "*")
            column[there] = text
        return typeset(figures.assign(printed=column))

    return make


def cell(text: str) -> Callable[[], bytes]:
    """The bundled edition with ``text`` for the first asylum applications of January 2025."""
    return printed({("asylum_first", "applications", "all", "2025-01"): text})


def edited(change: Callable[[int, Text], Iterable[Text]], look: Look = Look()) -> Callable[[], bytes]:  # noqa: B008
    """The bundled edition with each text on page ``n`` replaced by those of ``change(n, text)``."""

    def make() -> bytes:
        pages = lay_out(compose(golden(), look), look)
        for number, page in enumerate(pages, 1):
            page.texts = [new for text in page.texts for new in change(number, text)]
        return draw(pages, look, information("2025-12"))

    return make


def rewritten(words: dict[str, str], kind: str = "", page: int = 0) -> Callable[[], bytes]:
    """The bundled edition with other strings, of one ``kind`` or on one ``page`` only."""

    def change(number: int, text: Text) -> list[Text]:
        if text.kind.startswith(kind) and page in (0, number) and text.string.strip() in words:
            return [replace(text, string=words[text.string.strip()])]
        return [text]

    return edited(change)


def moved_up(rows: int, sections: Sequence[str]) -> Callable[[], bytes]:
    """The bundled edition with the figures of some tables so many rows higher than their labels."""

    def make() -> bytes:
        look = Look()
        pages = lay_out(compose(golden(), look), look)
        ends = {title: list(golden()["title"].unique()).index(title) for title in golden()["title"].unique()}
        chosen = {title for title in ends if golden().set_index("title")["section"].loc[title].iloc[0] in sections}
        for page in pages:
            section = ""
            for i, text in enumerate(page.texts):
                section = text.string.strip() if text.string.strip() in ends else section
                if text.kind == "number" and section in chosen:
                    page.texts[i] = replace(text, y=text.y + rows * look.pitch)
        return draw(pages, look, information("2025-12"))

    return make


def relabelled(section: str, labels: dict[str, str]) -> Callable[[], bytes]:
    """The bundled edition with other labels in one table."""

    def make() -> bytes:
        figures = golden()
        there = figures["section"] == section
        return typeset(figures.assign(label=figures["label"].mask(there, figures["label"].replace(labels))))

    return make


def without_first_column(section: str) -> Callable[[], bytes]:
    """The bundled edition with one table that begins a month later."""
    return _narrowed(section, first=True)


def without_last_column(section: str) -> Callable[[], bytes]:
    """The bundled edition with one table that ends a month earlier."""
    return _narrowed(section, first=False)


def _narrowed(section: str, first: bool) -> Callable[[], bytes]:
    title = golden().set_index("section")["title"].loc[section].iloc[0]
    titles = set(golden()["title"])

    def make() -> bytes:
        pages = lay_out(compose(golden(), Look()), Look())
        for page in pages:
            table, kept = "", []
            edges = [text.x + 0.5 for text in page.texts if text.kind == "month"]
            edge = (min(edges) + 18) if first else (max(edges) - 2)
            for text in page.texts:
                table = text.string.strip() if text.string.strip() in titles else table
                outside = text.x < edge if first else text.x > edge
                if not (table == title and text.kind in ("number", "month", "year") and outside):
                    kept.append(text)
            page.texts = kept
        return draw(pages, Look(), information("2025-12"))

    return make


def shifted(points: float, page: int = 0) -> Callable[[], bytes]:
    """The bundled edition with its figures moved sideways under their headings."""
    return edited(
        lambda number, text: [replace(text, x=text.x + points * (text.kind == "number" and page in (0, number)))]
    )


def months(order: Callable[[Sequence[str]], Sequence[str]]) -> Callable[[], bytes]:
    """The bundled edition with the names of its months in another order."""
    names = [MONTHS[11].capitalize(), *(name.capitalize() for name in MONTHS)]

    def make() -> bytes:
        pages = lay_out(compose(golden(), Look()), Look())
        for page in pages:
            heads = [i for i, text in enumerate(page.texts) if text.kind == "month"]
            for start in range(0, len(heads), 13):
                for i, name in zip(heads[start : start + 13], order(names), strict=True):
                    page.texts[i] = replace(page.texts[i], string=name)
        return draw(pages, Look(), information("2025-12"))

    return make


def swapped(names: Sequence[str]) -> list[str]:
    return [*names[:4], names[5], names[4], *names[6:]]


def bound(*pdfs: Callable[[], bytes], pages: Sequence[tuple[int, int]]) -> Callable[[], bytes]:
    """Pages of several documents in one: (document, page), both from 0."""

    def make() -> bytes:
        sources = [pikepdf.open(BytesIO(pdf())) for pdf in pdfs]
        whole = pikepdf.new()
        for document, page in pages:
            whole.pages.append(sources[document].pages[page])
        return saved(whole)

    return make


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer, static_id=True, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def changed(change: Callable[[pikepdf.Pdf], object]) -> Callable[[], bytes]:
    """The bundled edition after ``change`` to its objects."""

    def make() -> bytes:
        with pikepdf.open(BytesIO(sample())) as pdf:
            change(pdf)
            return saved(pdf)

    return make


def set_by_hand(lines: Sequence[str]) -> Callable[[], bytes]:
    """A page of lines of Helvetica."""

    def make() -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, invariant=1)
        for i, line in enumerate(lines):
            canvas.drawString(40, 800 - 14 * i, line)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return make


# --------------------------------------------------------------------------------------------------
# What is seen and what is not. Places are points of the first page; the cell is that of the first asylum applications
# of January 2025, where 1.650 stands.

CELL: tuple[str, str, str, str] = ("asylum_first", "applications", "all", "2025-01")


@cache
def spot() -> Text:
    """The text 1.650 in its cell, as placed on the first page."""
    [page, _] = lay_out(compose(golden(), Look()), Look())
    row = max(text.y for text in page.texts if text.kind == "number")
    return sorted((t for t in page.texts if t.kind == "number" and t.y == row), key=lambda text: text.x)[1]


def drawn(content: Callable[[Text], str], source: Callable[[], bytes] | None = None) -> Callable[[], bytes]:
    """The bundled edition (or another) with more ``content`` on its first page, given the place of the cell.

    The font /Extra is Helvetica, /Picture a picture of the figure 9.990, /Layer a layer that is switched off.
    """

    def make() -> bytes:
        with pikepdf.open(BytesIO((source or sample)())) as pdf:
            resources = pdf.pages[0].Resources
            resources.Font.Extra = pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                    Encoding=pikepdf.Name.WinAnsiEncoding,
                )
            )
            resources.XObject = pikepdf.Dictionary(Picture=picture(pdf))
            layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("draft")))
            resources.Properties = pikepdf.Dictionary(Layer=layer)
            pdf.Root.OCProperties = pikepdf.Dictionary(
                OCGs=pikepdf.Array([layer]),
                D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer])),
            )
            pdf.pages[0].contents_add(content(spot()).encode())
            return saved(pdf)

    return make


def picture(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A small grey picture with a dark bar in it, as an image."""
    image = Image.new("L", (40, 12), 255)
    image.paste(0, (4, 3, 36, 9))
    return pdf.make_stream(
        image.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=40,
        Height=12,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )


def words(text: str, x: float, y: float, size: float, more: str = "") -> str:
    """Operators that print ``text``."""
    return f"\nq BT /Extra {size} Tf {more} 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q\n"


def rectangle(place: Text, width: float = 20) -> str:
    """Operators that paint the cell white."""
    return f"\nq 1 g {place.x - 2} {place.y - 1.5} {width} 6.5 re f Q\n"


def annotated(x: float, y: float, opaque: bool) -> Callable[[], bytes]:
    """The bundled edition with a remark, 9.990, pinned at a place of its first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        look = f"{'1 g 0 0 22 8 re f ' if opaque else ''}0 g BT /Helv 5.6 Tf 1 0 0 1 2 2 Tm (9.990) Tj ET".encode()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        form = pdf.make_stream(
            look,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 22, 8]),
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
        )
        remark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=pikepdf.Array([x, y, x + 22, y + 8]),
            Contents=pikepdf.String("9.990"),
            DA=pikepdf.String("/Helv 5.6 Tf 0 g"),
            F=4,
            AP=pikepdf.Dictionary(N=form),
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(remark)]))

    return changed(change)


def only(change: Callable[[Text], Iterable[Text]]) -> Callable[[], bytes]:
    """The bundled edition with what ``change`` makes of the text in the cell."""
    return edited(lambda number, text: change(text) if number == 1 and text == spot() else [text])


def outlined_cell() -> bytes:
    """The bundled edition with the figure of the cell drawn as outlines."""
    place = spot()
    path = TextPath((place.x, place.y), place.string, size=place.size)
    figure = Figure(figsize=(8.27, 11.69), facecolor="none")
    figure.add_artist(PathPatch(path, transform=None))
    buffer = BytesIO()
    FigureCanvasPdf(figure).print_pdf(buffer, metadata={"CreationDate": None})
    with pikepdf.open(BytesIO(only(lambda _: [])())) as pdf, pikepdf.open(buffer) as drawing:
        pdf.pages[0].contents_add(b"q " + drawing.pages[0].Contents.read_bytes() + b" Q")
        pdf.pages[0].Resources.ExtGState = pdf.copy_foreign(pdf_object(drawing, drawing.pages[0].Resources.ExtGState))
        return saved(pdf)


# --------------------------------------------------------------------------------------------------
# Files that no reader should be asked to swallow


def page_tree_in_a_circle(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])


def cropped_beside(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].CropBox = pikepdf.Array([2000, 2000, 2500, 2800])


def without_pages() -> bytes:
    return saved(pikepdf.new())


def copies(count: int) -> Callable[[], bytes]:
    """The first page of the bundled edition ``count`` times."""

    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]
        for _ in range(count - 1):
            pdf.pages.append(pdf.pages[0])

    return changed(change)


def bomb(content: bytes, megabytes: int) -> Callable[[], bytes]:
    """The bundled edition with a content stream that unpacks to many ``megabytes`` of ``content``."""

    def make() -> bytes:
        packer = zlib.compressobj(9, wbits=-15)
        piece = content * (2**20 // len(content))
        block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # such blocks may be put one after the other
        check = 1
        for _ in range(megabytes):
            check = zlib.adler32(piece, check)
        packed = b"\x78\xda" + block * megabytes + packer.flush() + check.to_bytes(4, "big")
        with pikepdf.open(BytesIO(sample())) as pdf:
            stream = pikepdf.Stream(pdf, b"")
            stream.write(packed, filter=pikepdf.Name.FlateDecode)
            pdf.pages[0].contents_add(stream, prepend=True)
            return saved(pdf)

    return make


def forms_in_forms(pdf: pikepdf.Pdf, depth: int = 12, width: int = 10) -> None:
    """A form that draws ten forms that draw ten forms, and so on: ten to the twelfth in a few kilobytes."""
    inner = pdf.make_stream(b"BT /F1 6 Tf (9.990) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    inner.BBox = pikepdf.Array([0, 0, 600, 900])
    inner.Resources = pdf.pages[0].Resources
    for _ in range(depth):
        outer = pdf.make_stream(b"/X Do " * width, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        outer.BBox = pikepdf.Array([0, 0, 600, 900])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=inner)
    pdf.pages[0].contents_add(b"/X Do")


def form_in_itself(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/X Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    form.BBox = pikepdf.Array([0, 0, 600, 900])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=form)
    pdf.pages[0].contents_add(b"/X Do")


def nested(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q " * 200_000 + b"[" * 200_000, prepend=True)


def letters(count: int) -> Callable[[], bytes]:
    """The bundled edition with so many letters on its first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        name = next(iter(pdf.pages[0].Resources.Font.keys()))
        line = b"(" + b"0" * 1000 + b") Tj T* "
        pdf.pages[0].contents_add(b"BT %s .5 Tf .5 TL 20 300 Td " % name.encode() + line * (count // 1000) + b"ET")

    return changed(change)


def giant(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = pikepdf.Array([0, 0, 10**9, 10**9])


def padded() -> bytes:
    return sample() + b"\n%" + b" " * 33 * 2**20 + b"\n%%EOF\n"


# --------------------------------------------------------------------------------------------------
# Without characters


def outlined() -> bytes:
    """The first page's words drawn as outlines."""
    figure = Figure(figsize=(8.27, 11.69))
    for number, words in enumerate(["Maandcijfers IND December 2025", "Asiel - Eerste aanvragen", "Aanvragen 2.130"]):
        path = TextPath((40, 780 - 14 * number), words, size=9)
        figure.add_artist(PathPatch(path, transform=None))
    buffer = BytesIO()
    FigureCanvasPdf(figure).print_pdf(buffer, metadata={"CreationDate": None})
    return buffer.getvalue()


def under_a_scan() -> bytes:
    """A scan with the text that a machine recognised laid under it, unseen."""
    with pikepdf.open(BytesIO(scanned(sample(), 1))) as scan, pikepdf.open(BytesIO(sample())) as text:
        for picture, words in zip(scan.pages, text.pages, strict=True):
            content = words.Contents.read_bytes().replace(b"BT", b"BT 3 Tr")
            picture.Resources.Font = scan.copy_foreign(pdf_object(text, words.Resources.Font))
            picture.contents_add(content)
        return saved(scan)


def pdf_object(pdf: pikepdf.Pdf, thing: pikepdf.Object) -> pikepdf.Object:
    return thing if thing.is_indirect else pdf.make_indirect(thing)


def hole(pdf: bytes) -> bytes:
    """The file with zeros in the midst of the first page's content."""
    with pikepdf.open(BytesIO(pdf)) as document:
        content = document.pages[0].Contents.read_raw_bytes()
    start = pdf.index(content[:100]) + len(content) // 2
    return pdf[:start] + bytes(2000) + pdf[start + 2000 :]


def blank() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return saved(pdf)
