"""What the commands write: tables, text and warnings, whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ind_tables.errors import OutputError, one_line

if TYPE_CHECKING:
    import pandas as pd


def hand_over(table: pd.DataFrame, output: Path | None) -> None:
    """Write a table to ``output``, or else to standard output as CSV."""
    from ind_tables.record import observations

    if output:
        observations.save(table, output)
    else:
        emit(observations.to_csv(table))


def warn(warnings: Iterable[str]) -> None:
    """Write each warning on a line of standard error."""
    for warning in warnings:
        print(f"Warning: {one_line(warning)}", file=sys.stderr)


def emit(text: str) -> None:
    """Write to standard output, in UTF-8 whatever the terminal's; a reader that stops listening is no error."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; expected a file, pipe or terminal there; or name a file")
    try:
        left = memoryview(text.encode("utf-8"))
        while left:  # an unbuffered stream may take a part only
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        if unheard(error):
            raise OutputError(f"standard output cannot be written: {error.strerror or error}") from error


def unheard(error: OSError) -> int:
    """The exit status where standard output fails; what it still holds goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if isinstance(error, BrokenPipeError) else OutputError.exit_status
