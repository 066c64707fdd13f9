"""Proposed entries for the catalogue, each with its evidence, as TOML that can be appended to a file."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ind_tables.errors import one_line

_WIDTH = 116


@dataclass(frozen=True)
class Entry:
    """A proposed entry.

    Attributes:
        kind: edition, signs, measures, sections, rows or breaks.
        place: the section of a row, or the id of a section or measure; empty for the others.
        values: what it says.
        evidence: why, as sentences.
        page: where to look; 0 for no page in particular.
    """

    kind: str
    values: Mapping[str, Any]
    evidence: str
    page: int = 0
    place: str = ""

    @property
    def toml(self) -> str:
        """The entry alone, as TOML."""
        if self.kind == "rows":
            return f"[[sections]]\nid = {_value(self.place)}\nrows = [{_value(dict(self.values))}]\n"
        own = {"id": self.place} if self.kind == "sections" else {}
        return "".join([f"[[{self.kind}]]\n", *(f"{k} = {_value(v)}\n" for k, v in {**own, **self.values}.items())])

    @property
    def why(self) -> str:
        """The evidence with the page."""
        return f"page {self.page}: {self.evidence}" if self.page else self.evidence


@dataclass
class Proposal:
    """The entries that would make an edition readable whole, in the order in which they were found."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, kind: str, values: Mapping[str, Any], evidence: str, page: int = 0, place: str = "") -> None:
        """Adds an entry; one of a measure that is there already is not added again."""
        if not any((kind, dict(values)) == (e.kind, dict(e.values)) and kind == "measures" for e in self.entries):
            self.entries.append(Entry(kind, values, one_line(evidence), page, place))

    def toml(self) -> str:
        """The entries as TOML; empty where there are none."""
        whole = ("edition", "signs", "measures")
        parts = [_table(e.kind, e.values, e.why) for kind in whole for e in self.entries if e.kind == kind]
        places = dict.fromkeys(e.place for e in self.entries if e.kind in ("sections", "rows"))
        parts += [self._section(place) for place in places]
        parts += [_table(entry.kind, entry.values, entry.why) for entry in self.entries if entry.kind == "breaks"]
        return "\n".join(parts)

    def _section(self, place: str) -> str:
        own = [entry for entry in self.entries if entry.kind == "sections" and entry.place == place]
        rows = [entry for entry in self.entries if entry.kind == "rows" and entry.place == place]
        lines = [line for entry in own for line in _comment(entry.why)]
        values: dict[str, Any] = {"id": place}
        for entry in own:
            for key, value in entry.values.items():
                values[key] = [*values[key], *value] if isinstance(value, list) and key in values else value
        lines += ["[[sections]]", *(f"{key} = {_value(value)}" for key, value in values.items())]
        if rows:
            lines.append("rows = [")
            for entry in rows:
                lines += [f"  {line}" for line in _comment(entry.why, _WIDTH - 2)]
                lines.append(f"  {_value(dict(entry.values))},")
            lines.append("]")
        return "\n".join(lines) + "\n"


def _table(kind: str, values: Mapping[str, Any], why: str) -> str:
    lines = [*_comment(why), f"[[{kind}]]", *(f"{key} = {_value(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _comment(text: str, width: int = _WIDTH) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, width, break_on_hyphens=False)]


def comment(text: str) -> str:
    """``text`` as a comment of as many lines as it takes."""
    return "\n".join(_comment(text)) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)
