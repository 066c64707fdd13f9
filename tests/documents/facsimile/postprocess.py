"""What other programs do to a finished PDF: geometry, storage, encryption, fonts, scanning."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def _saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer, **({"static_id": True} | options))
    return buffer.getvalue()


def moved_media_box(pdf: bytes, x: float, y: float) -> bytes:
    """The same pages, but the lower left corner of each media box is (x, y)."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            for name in ("/MediaBox", "/CropBox"):
                if name in page:
                    x0, y0, x1, y1 = map(float, page[name])
                    page[name] = pikepdf.Array([x0 + x, y0 + y, x1 + x, y1 + y])
            page.contents_add(f"q 1 0 0 1 {x:f} {y:f} cm".encode(), prepend=True)
            page.contents_add(b"Q")
        return _saved(document)


def with_user_unit(pdf: bytes, unit: float) -> bytes:
    """Each page says that its unit is ``unit`` points; what is drawn stays as it is."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            page["/UserUnit"] = unit
        return _saved(document, min_version="1.6")


def linearised(pdf: bytes) -> bytes:
    """Ordered for reading over a network ("fast web view")."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return _saved(document, linearize=True)


def with_object_streams(pdf: bytes) -> bytes:
    """Objects and cross-references in compressed streams (PDF 1.5)."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return _saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate, min_version="1.5")


def encrypted(pdf: bytes, owner: str = "owner", user: str = "") -> bytes:
    """Encrypted (AES-256), nothing permitted; with an empty user password it opens without asking."""
    with pikepdf.open(BytesIO(pdf)) as document:
        nothing = pikepdf.Permissions(extract=False, modify_other=False, print_highres=False)
        return _saved(
            document,
            static_id=False,
            encryption=pikepdf.Encryption(owner=owner, user=user, R=6, allow=nothing),
        )


def split_contents(pdf: bytes, parts: int = 7) -> bytes:
    """Each page's content in several streams, cut between operators wherever they fall."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            operators = pikepdf.parse_content_stream(page)
            size = len(operators) // parts + 1
            page.Contents = pikepdf.Array(
                document.make_stream(pikepdf.unparse_content_stream(operators[start : start + size]))
                for start in range(0, len(operators), size)
            )
        return _saved(document)


def annotated(pdf: bytes) -> bytes:
    """A note and a link lie over each page's tables, a remark beside them, with figures and months in what they say."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            x0, y0, x1, y1 = map(float, page.mediabox)
            middle = ((x0 + x1) / 2, (y0 + y1) / 2)
            place = pikepdf.Array([middle[0], middle[1], middle[0] + 90, middle[1] + 20])
            beside = pikepdf.Array([x0 + 2, y0 + 2, x0 + 32, y0 + 12])
            look = pikepdf.String("/Helv 6 Tf 0 g")
            page.Annots = pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=beside, Contents="9.990", DA=look
                    ),
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=place, Contents="Maart 2030: 1.230"
                    ),
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Link,
                        Rect=place,
                        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://ind.nl"),
                    ),
                ]
            )
        return _saved(document)


def scanned(pdf: bytes, scale: float = 2) -> bytes:
    """Each page as a picture of itself: no text at all."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            canvas.setPageSize((width, height))
            picture = page.render(scale=scale, grayscale=True).to_pil()
            canvas.drawImage(ImageReader(picture), 0, 0, width, height)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def without_unicode(pdf: bytes) -> bytes:
    """Embedded TrueType fonts address their glyphs by number, and do not say which characters these are."""
    with pikepdf.open(BytesIO(pdf)) as document:
        numbers = {font.objgen: _glyph_numbers(font) for font in _fonts(document)}
        for page in document.pages:
            used = {name: numbers[font.objgen] for name, font in page.Resources.Font.items()}
            operators = _by_number(pikepdf.parse_content_stream(page), used)
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(list(operators)))
        for font in list(_fonts(document)):
            _to_composite(document, font, numbers[font.objgen])
        return _saved(document)


def _by_number(operators: Iterable[Any], fonts: dict[str, dict[int, int]]) -> Iterator[Any]:
    """``operators`` with two bytes a glyph in each text."""
    numbers: dict[int, int] = {}
    for operands, operator in operators:
        if str(operator) == "Tf":
            numbers = fonts[str(operands[0])]
        elif str(operator) == "Tj":
            codes = b"".join(numbers[code].to_bytes(2, "big") for code in bytes(operands[0]))
            operands = [pikepdf.String(codes)]
        yield operands, operator


def _glyph_numbers(font: pikepdf.Dictionary) -> dict[int, int]:
    program = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    return {code: program.getGlyphID(name) for code, name in _codes(program).items()}


def _to_composite(document: pikepdf.Pdf, font: pikepdf.Dictionary, numbers: dict[int, int]) -> None:
    widths = pikepdf.Array()
    for code, width in enumerate(font.Widths, int(font.FirstChar)):
        if code in numbers:
            widths.extend([numbers[code], pikepdf.Array([width])])
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=font.BaseFont,
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=font.FontDescriptor,
        W=widths,
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    for key in ("/ToUnicode", "/FontDescriptor", "/FirstChar", "/LastChar", "/Widths"):
        del font[key]
    font.Subtype = pikepdf.Name.Type0
    font.Encoding = pikepdf.Name("/Identity-H")
    font.DescendantFonts = pikepdf.Array([document.make_indirect(descendant)])


def as_type3(pdf: bytes) -> bytes:
    """Embedded TrueType fonts become Type 3 fonts: each glyph a little drawing."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for font in _fonts(document):
            if font.Subtype == "/TrueType" and "/FontFile2" in font.get("/FontDescriptor", {}):
                _to_type3(document, font)
        return _saved(document)


def _fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every font of the document once, those of form XObjects included."""
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            yield thing


class _Operators(BasePen):
    """Draws a glyph's outline as PDF path operators."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _moveTo(self, point):
        self.operators.append("{:g} {:g} m".format(*point))

    def _lineTo(self, point):
        self.operators.append("{:g} {:g} l".format(*point))

    def _curveToOne(self, first, second, point):
        self.operators.append("{:g} {:g} {:g} {:g} {:g} {:g} c".format(*first, *second, *point))

    def _closePath(self):
        self.operators.append("h")


def _codes(program: TTFont) -> dict[int, str]:
    """The glyph of each one-byte code."""
    return {code & 0xFF: name for table in program["cmap"].tables for code, name in table.cmap.items()}


def _to_type3(document: pikepdf.Pdf, font: pikepdf.Dictionary) -> None:
    logging.getLogger("fontTools.ttLib").setLevel(logging.ERROR)
    program = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    units, glyphs = program["head"].unitsPerEm, program.getGlyphSet()
    order, codes = program.getGlyphOrder(), _codes(program)
    first, widths = int(font.FirstChar), list(font.Widths)
    procedures, encoding = pikepdf.Dictionary(), pikepdf.Array([first])
    for code in range(first, first + len(widths)):
        pen, width = _Operators(glyphs), float(widths[code - first]) * units / 1000
        glyphs[codes.get(code, order[0])].draw(pen)
        content = f"{width:g} 0 0 {-units:g} {width:g} {units:g} d1\n" + "\n".join([*pen.operators, "f"])
        procedures[f"/g{code}"] = document.make_stream(content.encode())
        encoding.append(pikepdf.Name(f"/g{code}"))
    for key in ("/BaseFont", "/FontDescriptor"):
        del font[key]
    font.Subtype = pikepdf.Name.Type3
    font.FontBBox = pikepdf.Array([0, -units, 2 * units, units])
    font.FontMatrix = pikepdf.Array([1 / units, 0, 0, 1 / units, 0, 0])
    font.CharProcs = procedures
    font.Encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=encoding)
    font.Widths = pikepdf.Array([float(width) * units / 1000 for width in widths])
    font.Resources = pikepdf.Dictionary()
