"""Files appear whole or not at all: written under a temporary name in their own folder, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ind_tables.errors import OutputError


def write(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target`` whole or not at all.

    Raises:
        OutputError: the file cannot be written; an older one is unchanged.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        staged = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            staged.chmod(0o666 & ~_umask())
            staged.replace(target)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


def folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {path} cannot be made: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
