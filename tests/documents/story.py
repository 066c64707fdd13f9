"""The editions of docs/changes.md, as an analyst has them: June 2026 and the changed one of July, as originals.

python -m tests.documents.story data
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pikepdf

from tests.documents import changes
from tests.documents.facsimile import typeset


def original(pdf: bytes) -> bytes:
    """The document without the information that says that it is a facsimile."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if "/Info" in document.trailer:
            del document.trailer.Info
        if "/Metadata" in document.Root:
            del document.Root.Metadata
        document.save(target := io.BytesIO(), deterministic_id=True)
        return target.getvalue()


def write(folder: Path) -> None:
    """Put both editions into ``folder``, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2026-06.pdf").write_bytes(original(typeset(changes.before())))
    (folder / "2026-07.pdf").write_bytes(original(changes.CHANGED["the edition of docs/changes.md"].pdf()))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
