"""What digits look like: whether each is drawn in the shape of the digit that its font says it is.

Every digit of a face, as the page shows it, is held against specimens of common faces and against its like. A digit
that looks more like another one by far, or two that look more like others, is no witness of a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT, WIDTH = 24, 18  # of a shape, in pixels
DIGITS = "0123456789"
_SHIFTS = tuple(product((-1, 0, 1), repeat=2))
_FAR = 0.7  # of the distance to the digit that it is said to be: no face is so odd
_NEARER = 0.92  # in two digits at once
_UNLIKE = 0.35  # from most of its like: another shape
_ODD, _SAMPLE = 12, 60
_LEAST = 5  # pixels: the width of a digit in which a shape can be told
_SLIM = 0.45  # of their height: digits that are narrower are condensed
_FAINT = 0.15  # of the darkest: the arch of a small 0 still holds its sides together
_BESIDE = 0.25  # of its place: no more of it is under the edge of the character beside it


@dataclass(frozen=True)
class Look:
    """A digit in the shape of another one: what it is said to be, what it looks like, and where it stands."""

    said: str
    seen: str
    glyph: Glyph


@dataclass(frozen=True, eq=False)
class Specimens:
    """The ten digits of some common faces, as shapes.

    Attributes:
        inks: for each face, an array of darkness (from 0) for each digit.
    """

    inks: Sequence[Sequence[NDArray[np.int16]]] = field(repr=False)

    def __post_init__(self) -> None:
        shapes = np.stack([_shape(ink) for face in self.inks for ink in face])
        shifted = np.stack([np.roll(shapes, shift, axis=(1, 2)) for shift in _SHIFTS])
        flat = shifted.reshape(len(_SHIFTS) * len(shapes), -1)
        object.__setattr__(self, "_flat", flat)
        object.__setattr__(self, "_squares", (flat**2).sum(axis=1))

    def distances(self, ink: NDArray[np.int16], stretch: float = 1) -> NDArray[np.float64]:
        """How far a character, stretched in width, is from each digit of the face next to it: from 0, alike, to 1."""
        shape = _shape(ink, stretch).ravel()
        flat: NDArray[np.float64] = self._flat  # type: ignore[attr-defined]
        squares: NDArray[np.float64] = self._squares + (shape**2).sum()  # type: ignore[attr-defined]
        apart = (squares - 2 * flat @ shape).clip(0) / squares
        return np.asarray(np.sqrt(apart.reshape(-1, len(DIGITS)).min(axis=0)))

    def odd(self, glyphs: Iterable[Glyph], picture: Picture) -> Iterator[Look]:
        """The digits among ``glyphs`` that have the shape of others; those too small to tell are passed over."""
        faces: dict[tuple[int, float], dict[str, list[Glyph]]] = {}
        for glyph in glyphs:
            if glyph.text in DIGITS:
                faces.setdefault((glyph.font, round(glyph.size, 1)), {}).setdefault(glyph.text, []).append(glyph)
        for face in faces.values():
            yield from self._odd_in(face, picture)

    def _odd_in(self, face: dict[str, list[Glyph]], picture: Picture) -> Iterator[Look]:
        inks, usual = {}, {}
        for said, like in face.items():
            width = float(np.median([glyph.x1 - glyph.x0 for glyph in like]))
            inks[said] = picture.ink([(glyph.x0, glyph.y) for glyph in like], width, like[0].size)
            usual[said] = _usual(inks[said])
        extents = [_extent(inks[said][index]) for said, (index, _) in usual.items() if said != "1"]
        if not extents or any(np.median(extents, axis=0) < (_LEAST, 2 * _LEAST)):
            return
        stretch = max(1.0, float(np.median([_SLIM * high / max(wide, 1) for wide, high in extents])))
        doubtful = []
        for said, (index, others) in usual.items():
            for each in (index, *others[:_ODD]):
                if (face[said][each].x1 - face[said][each].x0) * picture.scale < _LEAST:
                    continue
                ratio, seen = self._judged(said, inks[said][each], stretch)
                if ratio < _FAR:
                    yield Look(said, seen, face[said][each])
                elif ratio < _NEARER and each == index:
                    doubtful.append(Look(said, seen, face[said][each]))
        yield from doubtful if len(doubtful) > 1 else ()

    def _judged(self, said: str, ink: NDArray[np.int16], stretch: float) -> tuple[float, str]:
        """How much nearer a character is to another digit than to the one that it is said to be, and to which."""
        if not ink.any() or ink[[0, -1]].any():  # nothing, or more than the box that it is said to fill
            return 1.0, said
        distances = self.distances(_alone(ink), stretch)
        own = distances[int(said)]
        distances[int(said)] = np.inf
        return float(distances.min() / max(own, 1e-6)), DIGITS[int(distances.argmin())]


def _usual(ink: NDArray[np.int16]) -> tuple[int, list[int]]:
    """Which of some characters of one kind looks as most of them do, and which look otherwise."""
    flat = ink.astype(np.float32)
    typical = np.median(flat[:_SAMPLE], axis=0)
    usual = int(((flat - typical) ** 2).sum(axis=(1, 2)).argmin())
    shifted = np.stack([np.roll(flat[usual], shift, axis=(0, 1)) for shift in _SHIFTS]).reshape(len(_SHIFTS), -1)
    rows = flat.reshape(len(flat), -1)
    squares = (rows**2).sum(axis=1)[:, None] + (shifted**2).sum(axis=1)[None, :]
    apart = np.sqrt(((squares - 2 * rows @ shifted.T) / np.maximum(squares, 1)).clip(0).min(axis=1))
    order = np.argsort(-apart)
    return usual, [int(index) for index in order if apart[index] > _UNLIKE]


def _alone(ink: NDArray[np.int16]) -> NDArray[np.int16]:
    """A character without the edges of those beside it: what stands at a side of its place, thin and apart from it."""
    inked = np.asarray((ink > _FAINT * ink.max()).any(axis=0))
    starts = np.flatnonzero(np.diff(inked, prepend=False) & inked)
    ends = np.flatnonzero(np.diff(inked, append=False) & inked) + 1
    alone = ink.copy()
    if len(starts) > 1:
        widest = int((ends - starts).argmax())
        for run, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if run != widest and (start == 0 or end == len(inked)) and end - start <= _BESIDE * len(inked):
                alone[:, start:end] = 0
    return alone


def _strokes(ink: NDArray[np.int16]) -> NDArray[np.float64]:
    return np.asarray(np.clip((ink / max(int(ink.max()), 1) - 0.3) / 0.6, 0, 1))


def _extent(ink: NDArray[np.int16]) -> tuple[int, int]:
    """The width and height of a character in pixels."""
    strokes = _strokes(ink) > 0.3
    return int(strokes.any(axis=0).sum()), int(strokes.any(axis=1).sum())


def _shape(ink: NDArray[np.int16], stretch: float = 1) -> NDArray[np.float64]:
    """A character as it fills a frame, stretched in width, its strokes at full strength."""
    frame = np.zeros((HEIGHT, WIDTH))
    strokes = _strokes(ink)
    down, across = (np.flatnonzero(strokes.max(axis=axis) > 0.3) for axis in (1, 0))
    if len(down) and len(across):
        cut = Image.fromarray((255 * strokes[down[0] : down[-1] + 1, across[0] : across[-1] + 1]).astype(np.uint8))
        width = max(1, min(WIDTH, round(stretch * cut.width * HEIGHT / cut.height)))
        left = (WIDTH - width) // 2
        frame[:, left : left + width] = np.asarray(cut.resize((width, HEIGHT), Image.Resampling.BILINEAR)) / 255
    return frame
