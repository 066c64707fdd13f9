"""Where a PDF came from: the record that lies beside a fetched file, ``2026-01.pdf.json``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from ind_tables import files


@dataclass(frozen=True)
class Record:
    """Where a PDF came from, as it stands beside it.

    Attributes:
        edition: the month, YYYY-MM.
        address: where it was fetched, after redirects.
        page: the page that links to it; empty where the address was given.
        fetched: the time, ISO 8601 in UTC.
        sha256: the hash of its bytes.
        bytes: its size.
        last_modified: what the server said of it, if anything.
    """

    edition: str
    address: str
    page: str
    fetched: str
    sha256: str
    bytes: int
    last_modified: str


def record(pdf: Path) -> Record | None:
    """The record beside ``pdf``; None where there is none, or it is about another file."""
    try:
        found = Record(**json.loads(_beside(pdf).read_text("utf-8")))
        return found if found.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest() else None
    except (OSError, ValueError, TypeError):
        return None


def address(pdf: Path) -> str:
    """Where ``pdf`` was fetched; empty where that is not known."""
    found = record(pdf)
    return found.address if found else ""


def keep(pdf: Path, made: Record) -> None:
    """Put a record beside ``pdf``, in the place of one before.

    Raises:
        OutputError: it cannot be written.
    """
    files.write_json(_beside(pdf), vars(made))


def _beside(pdf: Path) -> Path:
    return pdf.with_name(f"{pdf.name}.json")
