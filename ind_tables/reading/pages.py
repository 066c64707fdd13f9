"""A PDF's pages as glyphs that stand upright, read with PDFium.

Coordinates are points of the page as a reader holds it: x to the right, y upwards, the origin at the lower
left corner of what is visible (the media box cut by the crop box) after /Rotate and, where the content itself
is turned, after turning it upright.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ind_tables.errors import DamagedPdf, DocumentTooLarge, NotAPdf, PasswordProtected, RequestError
from ind_tables.reading.glyphs import Glyph, along, as_set, true_sizes
from ind_tables.reading.picture import Box, Picture
from ind_tables.reading.words import Word, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

LIMIT_BYTES = 32 * 2**20
LIMIT_PAGES = 60
LIMIT_GLYPHS = 200_000
LIMIT_POINTS = 14_400.0  # the largest page of ISO 32000-1, annex C
LIMIT_PIXELS = 16_000_000
_SCALE = 3.0
_NOTES = (
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
)
_FACES = (
    *("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic", "Courier"),
)
_SPECIMEN = 24.0
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
INVISIBLE = (3, 7)  # text rendering modes, ISO 32000-1, table 106: neither filled nor stroked
FILLING = (0, 4)  # filled and not stroked
_OPAQUE = 255
_BEARING = 0.01  # type sizes: the least white before the ink of a character
_EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
_HYPHEN_AT_LINE_END = "\x02"
_LETTERS = [*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]
# Ghostscript 10.0 maps the letters of a ligature to characters with their two bytes swapped: “Naturalisa琀椀e”.
_SWAPPED = {letter << 8: letter for letter in _LETTERS}


@dataclass(frozen=True, slots=True)
class Pin:
    """What is pinned on a page and seen there: the place of a form's field, or of a remark that is more than a note."""

    box: Box
    field: bool


@dataclass(frozen=True)
class Page:
    """A page's upright glyphs, as far as they are visible.

    Attributes:
        number: counts from 1.
        width, height: the visible part, upright, in points.
        turn: quarter turns, anticlockwise, that bring the page's user space upright, /Rotate included.
        glyphs: in content order; those at an angle to the majority are left out.
        sideways: those at a right angle to the majority, by the quarter turns that bring them upright, each
            at its place on the page so turned.
        aslant: those at another angle, by that angle in degrees, each at its place along and above its own baseline.
        hidden: those that nobody sees: drawn invisibly, cut off by a clipping path, or outside the page.
        pinned: where the visible fields of a form stand, and remarks that are more than notes.
        unmapped: how many glyphs have no character.
    """

    number: int
    width: float
    height: float
    turn: int
    glyphs: tuple[Glyph, ...] = field(repr=False)
    sideways: dict[int, tuple[Glyph, ...]] = field(repr=False, default_factory=dict)
    aslant: dict[int, tuple[Glyph, ...]] = field(repr=False, default_factory=dict)
    hidden: tuple[Glyph, ...] = field(repr=False, default=())
    unmapped: int = 0
    pinned: tuple[Pin, ...] = ()

    @cached_property
    def words(self) -> list[Word]:
        """What the upright glyphs spell."""
        return gather(self.glyphs)

    def back(self, box: Box, turn: int) -> Box:
        """The place on the upright page of ``box``, a place on the page turned as in ``sideways``."""
        turned = (turn - self.turn) % 4
        sheet = (0.0, 0.0, self.width, self.height)
        if turned % 2:
            sheet = (0.0, 0.0, self.height, self.width)
        return _upright(box, sheet, -turned % 4)


def _wants_a_password(content: bytes) -> bool:
    """Whether PDFium cannot open a document for want of its password.

    PDFium keeps the error of a document before where it has none for this one, so another is made first.
    """
    code = None
    for tried in (b"%PDF-", content):
        try:
            pypdfium2.PdfDocument(tried).close()
        except pypdfium2.PdfiumError as error:
            code = error.err_code
    return bool(code == pdfium.FPDF_ERR_PASSWORD)


@contextmanager
def opened(source: Path) -> Iterator[pypdfium2.PdfDocument]:
    """PDFium's document of ``source``.

    Raises:
        NotAPdf, DamagedPdf, PasswordProtected, DocumentTooLarge: the file cannot be read as a PDF of pages.
        RequestError: there is no such file.
    """
    content = _content(source)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if _wants_a_password(content):
            raise PasswordProtected(
                f"{source.name} opens with a password only; save an unprotected copy and read that"
            ) from error
        raise DamagedPdf(
            f"{source.name} begins as a PDF, but its structure cannot be read; expected a whole document; "
            "download it again"
        ) from error
    try:
        if len(document) == 0:
            raise DamagedPdf(f"{source.name} has no pages; expected the edition's pages; download it again")
        if len(document) > LIMIT_PAGES:
            raise DocumentTooLarge(
                f"{source.name} has {len(document)} pages; expected at most {LIMIT_PAGES}; pass the edition alone"
            )
        yield document
    finally:
        document.close()


def read(source: Path) -> tuple[Page, ...]:
    """The pages of ``source`` with their glyphs; raises as :func:`opened`."""
    with opened(source) as document:
        return tuple(_page(document, index, source) for index in range(len(document)))


def information(source: Path) -> dict[str, str]:
    """The document information (Title, Subject, Producer and so on); raises as :func:`opened`."""
    with opened(source) as document:
        return {key: value for key, value in document.get_metadata_dict().items() if value}


def plain_copy(source: Path) -> bytes:
    """The pages as PDFium writes them anew: without encryption, their structure repaired; raises as :func:`opened`."""
    copy = io.BytesIO()
    with opened(source) as document, closing(pypdfium2.PdfDocument.new()) as pages:
        pages.import_pages(document)
        pages.save(copy)
    return copy.getvalue()


def picture(source: Path, page: Page, scale: float = 2.0, box: Box | None = None) -> Image:
    """``page`` of ``source`` (or the part in ``box``, in upright points), drawn at ``scale`` pixels a point."""
    with opened(source) as document:
        sheet = document[page.number - 1]
        sheet.set_rotation(0)
        drawn: Image = sheet.render(scale=scale).to_pil()
    upright = drawn.rotate(90 * page.turn, expand=True)
    x0, y0, x1, y1 = box or (0, 0, page.width, page.height)
    factor = upright.width / page.width
    return upright.crop(
        (
            math.floor(x0 * factor),
            math.floor((page.height - y1) * factor),
            math.ceil(x1 * factor),
            math.ceil((page.height - y0) * factor),
        )
    )


def pictures(source: Path, sheets: Sequence[Page]) -> Iterator[Picture]:
    """A picture of each of the pages in ``sheets``, those of ``source``; raises as :func:`opened`."""
    with opened(source) as document:
        for page in sheets:
            sheet = document[page.number - 1]
            sheet.set_rotation(0)
            scale = min(_SCALE, math.sqrt(LIMIT_PIXELS / (page.width * page.height)))
            _without_notes(sheet)
            full = _grey(sheet, scale, page.turn)
            unpinned = _unpinned(sheet, scale, page) if page.pinned else None
            for thing in _texts(sheet):
                pdfium.FPDFPageObj_SetIsActive(thing, False)
            yield Picture(full, _grey(sheet, scale, page.turn), full.shape[1] / page.width, unpinned)


def _texts(sheet: pypdfium2.PdfPage) -> Iterator[Any]:
    """The text objects of a page, those in forms included."""
    things = [pdfium.FPDFPage_GetObject(sheet, i) for i in range(pdfium.FPDFPage_CountObjects(sheet))]
    while things:
        thing = things.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield thing
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            things.extend(
                pdfium.FPDFFormObj_GetObject(thing, i) for i in range(max(0, pdfium.FPDFFormObj_CountObjects(thing)))
            )


def _unpinned(sheet: pypdfium2.PdfPage, scale: float, page: Page) -> NDArray[np.int16]:
    """The page as it is drawn without anything that is pinned on it."""
    bitmap = sheet.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False).to_numpy()
    return _turned(bitmap, page.turn)


def specimens() -> list[list[NDArray[np.int16]]]:
    """The ten digits of the faces that PDFium brings along: for each face and digit, an array of darkness."""
    step = round(0.8 * _SPECIMEN)
    with contextlib.closing(pypdfium2.PdfDocument.new()) as document:
        sheet = document.new_page(10 * step, len(_FACES) * step * 2)
        for row, name in enumerate(_FACES):
            font = pdfium.FPDFText_LoadStandardFont(document, name.encode())
            for digit in range(10):
                text = pdfium.FPDFPageObj_CreateTextObj(document, font, _SPECIMEN)
                pdfium.FPDFText_SetText(text, (ctypes.c_ushort * 2)(ord("0") + digit, 0))
                pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, digit * step + 4, row * 2 * step + step // 2)
                pdfium.FPDFPage_InsertObject(sheet, text)
            pdfium.FPDFFont_Close(font)
        pdfium.FPDFPage_GenerateContent(sheet)
        ink = _OPAQUE - _grey(sheet, 1.0, 0)
    rows = [ink[len(ink) - 2 * step * (row + 1) : len(ink) - 2 * step * row] for row in range(len(_FACES))]
    return [[row[:, digit * step : (digit + 1) * step] for digit in range(10)] for row in rows]


def _without_notes(sheet: pypdfium2.PdfPage) -> None:
    """Take off the page what a reader can push aside or look through; what is pinned over a figure stays there."""
    for i in reversed(range(pdfium.FPDFPage_GetAnnotCount(sheet))):
        annotation = pdfium.FPDFPage_GetAnnot(sheet, i)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _NOTES:
            pdfium.FPDFPage_RemoveAnnot(sheet, i)


def _grey(sheet: pypdfium2.PdfPage, scale: float, turn: int) -> NDArray[np.int16]:
    drawn = sheet.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy()
    return _turned(drawn, turn)


def _turned(drawn: NDArray[np.uint8], turn: int) -> NDArray[np.int16]:
    upright: NDArray[np.int16] = np.rot90(drawn.reshape(drawn.shape[:2]), turn).astype(np.int16)
    return upright


def _content(source: Path) -> bytes:
    try:
        size = source.stat().st_size
        if size > LIMIT_BYTES:
            raise DocumentTooLarge(
                f"{source.name} holds {size / 2**20:.0f} MiB; expected at most {LIMIT_BYTES // 2**20}; "
                "pass the edition alone"
            )
        content = source.read_bytes()
    except FileNotFoundError as error:
        raise RequestError(f"there is no file {source}") from error
    except OSError as error:
        raise RequestError(f"{source} cannot be read: {error.strerror}") from error
    if b"%PDF-" not in content[:1024]:
        found = "is empty" if not content else "does not begin as a PDF does (%PDF-)"
        raise NotAPdf(f"{source.name} {found}; expected the PDF that the IND publishes; download it again")
    return content


def _laid_open(
    document: pypdfium2.PdfDocument, index: int, source: Path
) -> tuple[pypdfium2.PdfPage, Box, pypdfium2.PdfTextPage]:
    """A page, its visible part and its text, within the limits."""
    try:
        sheet = document[index]
        visible = sheet.get_bbox()
        text = sheet.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DamagedPdf(
            f"page {index + 1} of {source.name} cannot be read; expected a whole document; download it again"
        ) from error
    if min(visible[2] - visible[0], visible[3] - visible[1]) < 1:
        raise DamagedPdf(
            f"page {index + 1} of {source.name} shows nothing, since its crop box lies beside its sheet; expected a "
            "page to look at; download it again"
        )
    longest = max(visible[2] - visible[0], visible[3] - visible[1])
    if longest > LIMIT_POINTS:
        raise DocumentTooLarge(
            f"page {index + 1} of {source.name} is {longest:.0f} points long; expected at most {LIMIT_POINTS:.0f}; "
            "pass the edition alone"
        )
    count = pdfium.FPDFText_CountChars(text)
    if count > LIMIT_GLYPHS:
        raise DocumentTooLarge(
            f"page {index + 1} of {source.name} holds {count} characters; expected at most {LIMIT_GLYPHS}"
        )
    return sheet, visible, text


def _page(document: pypdfium2.PdfDocument, index: int, source: Path) -> Page:
    sheet, visible, text = _laid_open(document, index, source)
    raw = list(_characters(text.raw, pdfium.FPDFText_CountChars(text)))
    turns = Counter(face.turn for *_, face in raw if face.turn is not None and face.extent)
    turn = turns.most_common(1)[0][0] if turns else -(sheet.get_rotation() // 90) % 4
    width, height = visible[2] - visible[0], visible[3] - visible[1]
    if turn % 2:
        width, height = height, width
    placed: dict[int, list[Glyph]] = {}
    slanted: dict[int, list[tuple[str, tuple[float, float], float]]] = {}
    hidden: list[Glyph] = []
    inked: set[int] = set()
    unmapped = 0
    for character, box, origin, face in raw:
        if face.turn is None:
            if _holds(face.extent, box) and _holds(visible, box):
                angle = face.angle + 90 * turn
                place = _upright((*origin, *origin), visible, turn)
                slanted.setdefault(angle, []).append((character, place[:2], face.size))
            continue
        x0, _, x1, _ = _upright(box, visible, face.turn)
        x, y, _, _ = _upright((*origin, *origin), visible, face.turn)
        inky = x0 > x + _BEARING * face.size
        if x0 > x:  # the box of its ink, which PDFium gives for a character that stands for another (ActualText)
            x0, x1 = x, x1 + x0 - x
        glyph = Glyph(character, x0, x1, y, face.size, face.font)
        if not (_holds(face.extent, box) and _holds(visible, box)):
            hidden.append(glyph)
            continue
        if inky:
            inked.add(id(glyph))
        if character in "\x00\ufffd" or "\ue000" <= character <= "\uf8ff":
            unmapped += 1
        placed.setdefault(face.turn, []).append(glyph)
    text.close()
    sizes = true_sizes(placed.get(turn, ()))
    glyphs = as_set(placed.pop(turn, ()), inked)
    sideways = {direction: as_set(group) for direction, group in placed.items()}
    aslant = {
        angle: tuple(along(character, place, angle, _set_in(size, sizes)) for character, place, size in group)
        for angle, group in slanted.items()
    }
    pinned = tuple(Pin(_upright(pin.box, visible, turn), pin.field) for pin in _pins(sheet))
    return Page(index + 1, width, height, turn, glyphs, sideways, aslant, tuple(hidden), unmapped, pinned)


def _set_in(said: float, sizes: Mapping[float, float]) -> float:
    """The true size of what is said to be set in a size, as far as ``sizes`` tells it."""
    return next((true for other, true in sizes.items() if math.isclose(other, said, rel_tol=0.01)), said)


def _pins(sheet: pypdfium2.PdfPage) -> Iterator[Pin]:
    """The fields and remarks on a page that a viewer shows, in the page's own coordinates."""
    rectangle = pdfium.FS_RECTF()
    for i in range(pdfium.FPDFPage_GetAnnotCount(sheet)):
        annotation = pdfium.FPDFPage_GetAnnot(sheet, i)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN and pdfium.FPDFAnnot_GetRect(annotation, rectangle)
        pdfium.FPDFPage_CloseAnnot(annotation)
        x0, x1 = sorted((rectangle.left, rectangle.right))
        y0, y1 = sorted((rectangle.bottom, rectangle.top))
        if seen and kind not in _NOTES and x0 < x1 and y0 < y1:
            yield Pin((x0, y0, x1, y1), kind == pdfium.FPDF_ANNOT_WIDGET)


@dataclass(frozen=True, slots=True)
class _Face:
    """How a text is set: its size, the quarter turns to upright (None if at an angle), its angle in degrees, where it
    can be seen, and its font."""

    size: float
    turn: int | None
    angle: int
    extent: Box | None
    font: int


def _characters(text: Any, count: int) -> Iterator[tuple[str, Box, tuple[float, float], _Face]]:
    """Character, advance box, origin, and how it is set."""
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    faces: dict[int | None, _Face] = {}
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        code = _SWAPPED.get(code, code)
        character = chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if not character.isalnum():
            if pdfium.FPDFText_IsGenerated(text, i) == 1:
                continue
            if character == _HYPHEN_AT_LINE_END or pdfium.FPDFText_IsHyphen(text, i) == 1:
                character = "-"
        pdfium.FPDFText_GetLooseCharBox(text, i, box)
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        drawn = pdfium.FPDFText_GetTextObject(text, i)
        address = ctypes.c_void_p.from_buffer(drawn).value
        face = faces.get(address)
        if face is None:
            face = faces[address] = _face(text, i, drawn)
        yield character, (box.left, box.bottom, box.right, box.top), (x.value, y.value), face


def _holds(extent: Box | None, box: Box) -> bool:
    """Whether the middle of ``box`` lies inside ``extent``."""
    if extent is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return extent[0] <= x <= extent[2] and extent[1] <= y <= extent[3]


def _face(text: Any, index: int, drawn: Any) -> _Face:
    """How the object ``drawn`` of a page's text is set, to which the character ``index`` belongs."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) + (180 if size < 0 else 0)
    quarters = round(angle / 90)
    turn = -quarters % 4 if abs(angle - 90 * quarters) < 3 else None
    font = ctypes.cast(pdfium.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value or 0
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)  # filled and stroked, a face looks bold
    return _Face(abs(size), turn, round(angle), _extent(text, index, drawn, matrix), font * 8 + mode)


def _extent(text: Any, index: int, drawn: Any, matrix: Any) -> Box | None:
    """What the clipping paths of ``drawn`` leave of the page; None where it is drawn invisibly."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(_OPAQUE)
    if mode in FILLING:
        pdfium.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    if mode in INVISIBLE or alpha.value == 0:
        return None
    clip = pdfium.FPDFPageObj_GetClipPath(drawn)
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, own)
    x0, y0, x1, y1 = _EVERYWHERE
    for path in range(pdfium.FPDFClipPath_CountPaths(clip)):
        xs, ys = zip(*(_carried(corner, own, matrix) for corner in _corners(clip, path)), strict=True)
        x0, y0, x1, y1 = max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys))
    return x0, y0, x1, y1


def _corners(clip: Any, path: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
        pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
        yield x.value, y.value


def _carried(point: tuple[float, float], own: Any, matrix: Any) -> tuple[float, float]:
    """The place on the page of a point in a form: back through a text's matrix there, on through the one here."""
    determinant = own.a * own.d - own.b * own.c
    if not determinant:
        return point
    x, y = point[0] - own.e, point[1] - own.f
    u, v = (x * own.d - y * own.c) / determinant, (y * own.a - x * own.b) / determinant
    return u * matrix.a + v * matrix.c + matrix.e, u * matrix.b + v * matrix.d + matrix.f


def _upright(box: Box, sheet: Box, turn: int) -> Box:
    x0, y0, x1, y1 = (box[0] - sheet[0], box[1] - sheet[1], box[2] - sheet[0], box[3] - sheet[1])
    width, height = sheet[2] - sheet[0], sheet[3] - sheet[1]
    if turn == 1:
        return (height - y1, x0, height - y0, x1)
    if turn == 2:
        return (width - x1, height - y1, width - x0, height - y0)
    if turn == 3:
        return (y0, width - x1, y1, width - x0)
    return (x0, y0, x1, y1)
