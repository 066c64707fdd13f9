"""Typefaces: how wide a text is, and the fonts of a PDF in which it is set."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from matplotlib import get_data_path
from pikepdf import Array, Dictionary, Name
from reportlab import __file__ as reportlab_file
from reportlab.pdfbase.pdfmetrics import stringWidth

CARLITO = Path(__file__).parents[1] / "facsimile" / "fonts"
logging.getLogger("fontTools").setLevel(logging.ERROR)
MATPLOTLIB = Path(get_data_path()) / "fonts" / "ttf"
VERA = Path(reportlab_file).parent / "fonts"
TYPEFACES: dict[str, tuple[Path | str, Path | str]] = {
    "carlito": (CARLITO / "Carlito-Regular.ttf", CARLITO / "Carlito-Bold.ttf"),
    "dejavu": (MATPLOTLIB / "DejaVuSans.ttf", MATPLOTLIB / "DejaVuSans-Bold.ttf"),
    "serif": (MATPLOTLIB / "DejaVuSerif.ttf", MATPLOTLIB / "DejaVuSerif-Bold.ttf"),
    "stix": (MATPLOTLIB / "STIXGeneral.ttf", MATPLOTLIB / "STIXGeneralBol.ttf"),
    "vera": (VERA / "Vera.ttf", VERA / "VeraBd.ttf"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "times": ("Times-Roman", "Times-Bold"),
}
CHARACTERS = [*map(chr, range(32, 127)), "\u00a0"]
# Units of the outlines for an em, and the scale of FontMatrix: their product is the em at a font size of 1.
TYPE3 = {
    "type3": (1000.0, 0.001),
    "type3 dvips": (83.022, 0.01204),
    "type3 tiny": (1000.0, 0.00001),
    "type3 unit": (1000.0, 1.0),
    "type3 em10": (1000.0, 0.01),
    "type3 flipped": (1000.0, 0.001),
}


@dataclass(frozen=True)
class Face:
    """One weight of a typeface."""

    source: Path | str

    def width(self, text: str) -> float:
        """The advance of ``text`` in em."""
        if isinstance(self.source, str):
            return float(stringWidth(text, self.source, 1000)) / 1000
        widths = _widths(self.source)
        return sum(widths[char] for char in text)


def face(name: str, bold: bool) -> Face:
    """The regular or bold weight of the typeface ``name``."""
    return Face(TYPEFACES[name][bold])


@dataclass(frozen=True)
class Font:
    """A font of a PDF: its object, the code of each character, and the font size for a type size of 1."""

    object: Any
    codes: dict[str, bytes]
    size: float = 1.0

    def encode(self, text: str) -> bytes:
        """The string operand that shows ``text``."""
        return b"<" + b"".join(self.codes[char] for char in text).hex().encode() + b">"


def embed(pdf: pikepdf.Pdf, weight: Face, technique: str, widths: float | None = None) -> Font:
    """The font that shows ``weight`` in ``pdf``; with ``widths`` (em), it says that all its characters are so wide."""
    if isinstance(weight.source, str):
        return _standard(pdf, weight, widths)
    make: Callable[..., Font] = _cid if technique == "cid" else _truetype
    if technique in TYPE3:
        return _type3(pdf, weight.source, technique)
    return make(pdf, weight.source, widths)


# --------------------------------------------------------------------------------------------------


@cache
def _outlines(path: Path) -> TTFont:
    return TTFont(BytesIO(path.read_bytes()))


@cache
def _widths(path: Path) -> dict[str, float]:
    font = _outlines(path)
    names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return {char: metrics[names.get(ord(char), names[32])][0] / em for char in CHARACTERS}


@cache
def _subset(path: Path) -> bytes:
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    font = subset.load_font(BytesIO(path.read_bytes()), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=map(ord, CHARACTERS))
    subsetter.subset(font)
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def _simple() -> dict[str, bytes]:
    return {char: char.encode("cp1252") for char in CHARACTERS}


def _standard(pdf: pikepdf.Pdf, weight: Face, widths: float | None) -> Font:
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{weight.source}"), Encoding=Name.WinAnsiEncoding
    )
    if widths is not None:
        font.update({"/FirstChar": 32, "/LastChar": 255, "/Widths": Array([round(1000 * widths)] * 224)})
    return Font(pdf.make_indirect(font), _simple())


def _descriptor(pdf: pikepdf.Pdf, path: Path, flags: int) -> Any:
    font = _outlines(path)
    head, hhea, em = font["head"], font["hhea"], font["head"].unitsPerEm / 1000
    box = [round(value / em) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{path.stem}"),
            Flags=flags,
            FontBBox=Array(box),
            ItalicAngle=0,
            Ascent=round(hhea.ascent / em),
            Descent=round(hhea.descent / em),
            CapHeight=700,
            StemV=80,
            FontFile2=pdf.make_stream(_subset(path)),
        )
    )


def _truetype(pdf: pikepdf.Pdf, path: Path, widths: float | None) -> Font:
    advances = _widths(path)
    codes = {bytes_[0]: char for char, bytes_ in _simple().items()}
    given = [advances.get(codes.get(code, ""), 0.0) if widths is None else widths for code in range(32, 256)]
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(f"/{path.stem}"),
        Encoding=Name.WinAnsiEncoding,
        FirstChar=32,
        LastChar=255,
        Widths=Array([round(1000 * width) for width in given]),
        FontDescriptor=_descriptor(pdf, path, 32),
    )
    return Font(pdf.make_indirect(font), _simple())


def _cid(pdf: pikepdf.Pdf, path: Path, widths: float | None) -> Font:
    part = TTFont(BytesIO(_subset(path)))
    names = part.getBestCmap()
    glyphs = {char: part.getGlyphID(names.get(ord(char), names[32])) for char in CHARACTERS}
    advances = _widths(path)
    given: list[Any] = []
    for char, glyph in glyphs.items():
        given += [glyph, Array([round(1000 * (advances[char] if widths is None else widths))])]
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{path.stem}"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        W=Array(given),
        FontDescriptor=_descriptor(pdf, path, 4),
    )
    codes = {char: glyph.to_bytes(2, "big") for char, glyph in glyphs.items()}
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{path.stem}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=_to_unicode(pdf, codes),
    )
    return Font(pdf.make_indirect(font), codes)


def _to_unicode(pdf: pikepdf.Pdf, codes: dict[str, bytes]) -> Any:
    length = len(next(iter(codes.values())))
    # A glyph that two characters share, as the space is, stands for the first.
    shown = {code: char for char, code in reversed(codes.items())}
    lines = [f"<{code.hex()}> <{char.encode('utf-16-be').hex()}>" for code, char in shown.items()]
    return pdf.make_stream(
        "\n".join(
            [
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
                f"1 begincodespacerange <{'00' * length}> <{'ff' * length}> endcodespacerange",
                f"{len(lines)} beginbfchar",
                *lines,
                "endbfchar endcmap CMapName currentdict /CMap defineresource pop end end",
            ]
        ).encode()
    )


class _Strokes(BasePen):
    """Writes an outline as the operators of a content stream."""

    def __init__(self, glyphs: Any, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.scale, self.operators = (x, y), []

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = [f"{value * scale:.4g}" for point in points for value, scale in zip(point, self.scale, strict=True)]
        self.operators.append(" ".join([*numbers, operator]))

    def _moveTo(self, point):
        self._write("m", point)

    def _lineTo(self, point):
        self._write("l", point)

    def _curveToOne(self, one, two, three):
        self._write("c", one, two, three)

    def _closePath(self):
        self._write("h")


def _type3(pdf: pikepdf.Pdf, path: Path, technique: str) -> Font:
    units, matrix = TYPE3[technique]
    outlines = _outlines(path)
    names, glyphs = outlines.getBestCmap(), outlines.getGlyphSet()
    scale = units / outlines["head"].unitsPerEm
    flip = -1 if technique == "type3 flipped" else 1
    procedures, differences, widths = Dictionary(), [], []
    codes = {bytes_[0]: char for char, bytes_ in _simple().items()}
    for code in sorted(codes):
        name = names.get(ord(codes[code]), names[32])
        label = f"/a{code}" if technique == "type3 dvips" or code > 127 else f"/{name}"
        pen = _Strokes(glyphs, scale, flip * scale)
        glyphs[name].draw(pen)
        advance = glyphs[name].width * scale
        content = "\n".join([f"{advance:.4f} 0 d0", *pen.operators, "f"])
        procedures[label] = pdf.make_stream(content.encode())
        differences += [code, Name(label)]
        widths.append((code, advance))
    given = dict(widths)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 0, 0]),
        FontMatrix=Array([_real(matrix), 0, 0, _real(flip * matrix), 0, 0]),
        CharProcs=procedures,
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array(differences)),
        FirstChar=32,
        LastChar=160,
        Widths=Array([_real(given.get(code, 0.0)) for code in range(32, 161)]),
        Resources=Dictionary(),
        ToUnicode=_to_unicode(pdf, _simple()),
    )
    return Font(pdf.make_indirect(font), _simple(), 1 / (units * matrix))


def _real(value: float) -> Any:
    return pikepdf.Object.parse(f"{value:.7f}".encode())
