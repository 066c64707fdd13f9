"""Files appear whole or not at all: written under a temporary name in their own folder, then renamed.

    python -m ind_tables.files outputs/.work/2025-12 COMMAND...

runs a command alone: whoever says the same of the same folder waits until it has ended.
"""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ind_tables.errors import IndTablesError, OutputError


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


def main(arguments: Sequence[str]) -> int:
    """Become the command in ``arguments[1:]``, alone in the folder ``arguments[0]``, which is made if need be.

    Returns the exit status where that cannot be: the error's own, with one line on standard error.
    """
    place, command = Path(arguments[0]), list(arguments[1:])
    try:
        folder(place)
        with alone(place, f"{place.name}  another run is at work in {place}: waiting until it has ended") as held:
            os.set_inheritable(held, True)
            os.execvp(command[0], command)
    except IndTablesError as error:
        print(error.line, file=sys.stderr)
        return error.exit_status


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
