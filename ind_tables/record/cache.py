"""Editions that were read once: their observations, kept in the user's cache folder.

What is kept is found by what it depends on: the bytes of the PDF, the catalogue with its extension, and this package's
version and code. A file that is not whole is not trusted; where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import platformdirs

from ind_tables import __version__, catalogue, files
from ind_tables.errors import OutputError

_MOST = 240
_DIGEST = 64


def folder() -> Path:
    """Where observations are kept; it need not exist. ``XDG_CACHE_HOME`` moves it."""
    return Path(platformdirs.user_cache_dir("ind-tables"))


def kept(pdf: bytes, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The observations of a PDF, as kept, or else as ``make`` gives them, which are kept then."""
    place = folder() / f"{_key(pdf)}.parquet"
    found = _whole(place)
    if found is None:
        found = make()
        content = io.BytesIO()
        found.to_parquet(content, index=False)
        with suppress(OutputError):
            files.folder(place.parent)
            files.write(place, hashlib.sha256(content.getvalue()).hexdigest().encode() + content.getvalue())
            _thin(place.parent)
    return found


def _whole(place: Path) -> pd.DataFrame | None:
    """What is kept in a file; None where there is none, or its content is not what was written."""
    try:
        content = place.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).hexdigest().encode() != content[:_DIGEST]:
            return None
        place.touch()
        return pd.read_parquet(io.BytesIO(content[_DIGEST:]))
    except (OSError, ValueError):
        return None


def _thin(place: Path) -> None:
    """Leave those that were used last."""
    with suppress(OSError):
        for old in sorted(place.glob("*.parquet"), key=lambda path: -path.stat().st_mtime)[_MOST:]:
            old.unlink()


def _key(pdf: bytes) -> str:
    package = Path(__file__).parents[1]
    code = [path for wing in ("", "catalogue", "reading", "record") for path in (package / wing).glob("*.[pt][yo]*")]
    extension = catalogue.extension()
    parts = [__version__.encode(), *(path.read_bytes() for path in sorted(code) if path.is_file())]
    parts += [extension.read_bytes()] if extension and extension.is_file() else []
    whole = hashlib.sha256(hashlib.sha256(pdf).digest())
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()
