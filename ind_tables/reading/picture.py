"""A page as it looks: drawn in grey, with its characters and without them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[float, float, float, float]
_MARK = 8  # of 255: how much a character must change what is under it to be seen
_INK = 96  # of 255: how much something must stand out against its ground; watermarks are paler

_HIGH, _LOW = 0.8, 0.1  # type sizes: how far digits reach above and below their baseline
_RULE = 0.85  # of a line's height or width: a digit is no higher than three quarters of it

_CUT, _FAINT = 0.75, 0.55  # of the extent and ink of its like: what is less is not seen whole
_BLUR = 2.5  # pixels by which the same character varies, bold or not
_LIKE = 4


def whole(ink: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which of some characters of one kind, as :meth:`Picture.ink` has them, are seen as whole as most of them."""
    marks = ink > _MARK
    if len(marks) < _LIKE:
        return np.ones(len(marks), np.bool_)
    kept = marks.sum(axis=(1, 2)) > _FAINT * np.median(marks.sum(axis=(1, 2)))
    for extent in (marks.any(axis=2).sum(axis=1), marks.any(axis=1).sum(axis=1)):
        usual = np.median(extent)
        kept &= extent > np.minimum(_CUT * usual, usual - _BLUR)
    return np.asarray(kept)


def _even(part: NDArray[np.int16]) -> bool:
    """Whether nothing stands out in a part of a page."""
    return part.size == 0 or int(part.max()) - int(part.min()) < _INK


@dataclass(frozen=True, eq=False)
class Picture:
    """A page drawn in grey, upright, with its characters and without them.

    Attributes:
        full, bare: a row of brightnesses (0 to 255) for each line of pixels, from the top.
        scale: pixels a point.
        unpinned: as ``full`` without forms and remarks; None where there are none.
    """

    full: NDArray[np.int16] = field(repr=False)
    bare: NDArray[np.int16] = field(repr=False)
    scale: float
    unpinned: NDArray[np.int16] | None = field(repr=False, default=None)

    def shows(self, boxes: Sequence[Box]) -> list[bool]:
        """In which of ``boxes``, in upright points, characters leave a mark: not if covered, or in the ground's colour.

        The marks in a strip of the page are counted once for all boxes in it, as characters of a line are.
        """
        high, wide = self.full.shape
        x0, y0, x1, y1 = np.array(boxes).reshape(-1, 4).T * self.scale
        top, bottom, left, right = (
            np.clip(edge, 0, length).astype(int)
            for edge, length in (
                (np.floor(high - y1), high),
                (np.ceil(high - y0), high),
                (np.floor(x0), wide),
                (np.ceil(x1), wide),
            )
        )
        strips: dict[tuple[int, int], list[int]] = {}
        for index, strip in enumerate(zip(top.tolist(), bottom.tolist(), strict=True)):
            strips.setdefault(strip, []).append(index)
        shown = np.zeros(len(boxes), np.bool_)
        for (start, end), within in strips.items():
            counted = np.append(0, np.cumsum((self._ink[start:end] > _MARK).any(axis=0)))
            shown[within] = counted[right[within]] > counted[left[within]]
        return shown.tolist()

    def empty(self, box: Box) -> bool:
        """Whether nothing stands in ``box``, in upright points, neither characters nor a drawing."""
        return _even(self.full[self._part(box)])

    def ink(self, places: Sequence[tuple[float, float]], width: float, size: float) -> NDArray[np.int16]:
        """How much characters of one width and type size change what is under them.

        Args:
            places: the left end of each one's baseline, in upright points.
            width, size: in points.

        Returns:
            For each place, a row of changes of brightness (0 to 255) for each line of pixels, from the top.
        """
        ink = self._ink
        x0, y0 = (np.array(along) * self.scale for along in zip(*places, strict=True))
        left = np.floor(x0).astype(int)
        top = np.floor(self.full.shape[0] - y0 - _HIGH * size * self.scale).astype(int)
        down, across = (np.arange(math.ceil(length * self.scale)) for length in ((_HIGH + _LOW) * size, width))
        return np.asarray(
            ink[
                np.clip(top[:, None, None] + down[None, :, None], 0, ink.shape[0] - 1),
                np.clip(left[:, None, None] + across[None, None, :], 0, ink.shape[1] - 1),
            ]
        )

    @cached_property
    def _ink(self) -> NDArray[np.int16]:
        return np.asarray(abs(self.full - self.bare))

    def pinned_over(self, box: Box) -> bool:
        """Whether something that is pinned on the page changes how ``box``, in upright points, looks."""
        part = self._part(box)
        return self.unpinned is not None and bool((abs(self.full[part] - self.unpinned[part]) > _MARK).any())

    def drawn_at(self, box: Box, size: float) -> bool:
        """Whether a drawing stands in or close beside a figure of a type size: a bar, a line through it.

        Rules are none, as long as they do not run through the figure.

        Args:
            box: of the figure, in upright points: from its baseline to the height of its digits.
            size: in points.
        """
        x0, y0, x1, y1 = box
        if _even(self.bare[self._part((x0 - 0.5 * size, y0 - 0.12 * size, x1 + 0.35 * size, y0 + 0.8 * size))]):
            return False
        inner = self._dark((x0 + 0.1 * size, y0 + 0.1 * size, x1 - 0.1 * size, y1 - 0.1 * size))
        if inner.any():
            return True
        for left, right in ((x0 - 0.5 * size, x0), (x1, x1 + 0.35 * size)):
            beside = self._dark((left, y0 - 0.12 * size, right, y0 + 0.8 * size))
            if not beside.any():
                continue
            beside[:, beside.mean(axis=0) > _RULE] = False
            beside[beside.mean(axis=1) > _RULE, :] = False
            if beside[len(beside) // 4 : -len(beside) // 5].any():
                return True
        return False

    def _dark(self, box: Box) -> NDArray[np.bool_]:
        """The pixels of the drawing, without characters, that stand out against the ground of ``box``."""
        part = self.bare[self._part(box)]
        if _even(part):
            return np.zeros(part.shape, np.bool_)
        ground = np.sort(part, axis=None)[part.size // 2]
        return np.asarray(abs(part - ground) > _INK)

    def _part(self, box: Box) -> tuple[slice, slice]:
        height = self.full.shape[0]
        top, bottom = (height - y * self.scale for y in (box[3], box[1]))
        x0, x1 = (x * self.scale for x in (box[0], box[2]))
        return (
            slice(max(0, math.floor(top)), max(0, math.ceil(bottom))),
            slice(max(0, math.floor(x0)), max(0, math.ceil(x1))),
        )
