"""Files appear whole or not at all: written under a temporary name in their own folder, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ind_tables.errors import OutputError


def write(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target`` whole or not at all; a link stays one, a pipe or device is written to.

    Raises:
        OutputError: the file cannot be written; an older one is unchanged.
    """
    try:
        target = target.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except (OSError, RuntimeError) as error:
        raise OutputError(f"{target} cannot be written: {getattr(error, 'strerror', None) or error}") from error


def folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {path} cannot be made: {error.strerror or error}") from error


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".ind-tables.")
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        staged.chmod(0o666 & ~_umask())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
