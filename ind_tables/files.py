"""Files and folders appear whole or not at all: written under a temporary name beside their own, then renamed."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

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


def write_json(target: Path, content: Mapping[str, Any]) -> None:
    """Write ``content`` as JSON in UTF-8; raises as :func:`write`."""
    write(target, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {path} cannot be made: {error.strerror or error}") from error


@contextmanager
def whole(home: Path, names: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write in that takes the place of the folder ``home``, at once, where nothing fails before.

    What lies in ``home`` lies there too, but for ``names``, which are all written anew.

    Raises:
        OutputError: something cannot be written; ``home`` is as it was.
    """
    home = home.resolve()
    staged = home.parent / f".{home.name}.new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        if home.exists():
            shutil.copytree(home, staged, symlinks=True, ignore=lambda _, found: set(found) & set(names))
        else:
            staged.mkdir()
        yield staged
        _exchange(staged, home)
    except OSError as error:
        raise OutputError(f"{home} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def alone(path: Path, waiting: str = "") -> Iterator[int]:
    """Wait until no other process is in here for the folder ``path``; a process that dies makes way.

    Gives the descriptor that holds the folder, and says ``waiting`` on standard error where it has to wait.

    Raises:
        OutputError: the folder cannot be locked.
    """
    try:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputError(f"{path} cannot be locked: {error.strerror or error}") from error
    try:
        _wait(path, held, waiting)
        yield held
    finally:
        os.close(held)


def _wait(path: Path, held: int, waiting: str) -> None:
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                print(waiting, file=sys.stderr, flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        raise OutputError(f"{path} cannot be locked: {error.strerror or error}") from error


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


def _exchange(staged: Path, home: Path) -> None:
    """Swap two folders, at once where the kernel can (renameat2); afterwards ``staged`` is the old one."""
    if not home.exists():
        staged.rename(home)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    at_cwd, exchange = -100, 2
    with suppress(AttributeError):
        if libc.renameat2(at_cwd, os.fsencode(staged), at_cwd, os.fsencode(home), exchange) == 0:
            return
    old = staged.with_suffix(".old")
    shutil.rmtree(old, ignore_errors=True)
    home.rename(old)
    try:
        staged.rename(home)
    except OSError:
        old.rename(home)
        raise
    old.rename(staged)
