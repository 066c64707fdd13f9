"""An analyst's own entries, joined to the catalogue's: they add to it and date it, and overwrite nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ind_tables.errors import CatalogueError

_DATES = ("valid_from", "valid_until", "certainty", "seasonal")
AFTER = "after"


def joined(source: Mapping[str, Any], extension: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The entries of ``source`` and ``extension``, every section with its rows in place of the names of sets of rows.

    Tables are joined entry by entry; so are [[edition]], [[signs]] and [[measures]] with an ``id``, which stand for
    tables in the extension. Sections are joined by their id, rows by measure and age band; other lists are appended. A
    section or row that is new stands at the end, or behind the one that its ``after`` names.

    Args:
        source: the parsed contents of ``document.toml``.
        extension: those of the analyst's file.
        name: the name of that file.

    Raises:
        CatalogueError: the extension says something else of what is known already, or names what is not there.
    """
    extension = _by_id(extension, name)
    sets = {**_table(source, "rows"), **_table(extension, "rows")}
    for doubled in _table(source, "rows").keys() & _table(extension, "rows").keys():
        raise CatalogueError(f"{name} says anew what the rows {doubled!r} are; give the set another name")
    entries: dict[str, Any] = _join(_with_rows(source, sets), _with_rows(extension, sets), name, ())
    return entries


def _by_id(extension: Mapping[str, Any], name: str) -> dict[str, Any]:
    """``extension`` with its [[edition]], [[signs]] and [[measures]] as tables: lists can be appended to a file."""
    known = dict(extension)
    for key, identity in (("edition", None), ("signs", None), ("measures", "id")):
        entries = known.get(key)
        if not isinstance(entries, list):
            continue
        table: Any = {}
        for entry in entries:
            if not isinstance(entry, dict) or (identity and identity not in entry):
                raise CatalogueError(f"{name}: {key} has an entry without {identity or 'names'}; add it")
            rest = {k: v for k, v in entry.items() if k != identity}
            table = _join(table, {str(entry[identity]): rest} if identity else rest, name, (key,))
        known[key] = table
    return known


def _table(entries: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = entries.get(name)
    return found if isinstance(found, dict) else {}


def _with_rows(entries: Mapping[str, Any], sets: Mapping[str, Any]) -> dict[str, Any]:
    sections = entries.get("sections")
    if not isinstance(sections, list):
        return dict(entries)
    return {**entries, "sections": [_laid_out(section, sets) for section in sections]}


def _laid_out(section: Any, sets: Mapping[str, Any]) -> Any:
    if not isinstance(section, dict) or not isinstance(section.get("rows"), list):
        return section
    rows: list[Any] = []
    for row in section["rows"]:
        if not isinstance(row, str):
            rows.append(row)
        elif row in sets:
            rows.extend(sets[row] if isinstance(sets[row], list) else [sets[row]])
        else:
            raise CatalogueError(
                f"section {section.get('id')} has the rows {row!r}, which are none; expected one of {', '.join(sets)}"
            )
    return {**section, "rows": rows}


def _join(known: Any, more: Any, name: str, place: tuple[str, ...]) -> Any:
    if isinstance(known, dict) and isinstance(more, dict):
        both = {key: _join(known[key], more[key], name, (*place, key)) for key in more if key in known}
        return {**known, **more, **both}
    if isinstance(known, list) and isinstance(more, list):
        return _list(known, more, name, place)
    if known != more and (not place or place[-1] not in _DATES):
        raise CatalogueError(
            f"{name} says {more!r} of {', '.join(place)}, which is {known!r} already; add other words as spellings, "
            "another rounding or unit as changes, another series under another id"
        )
    return more


def _list(known: list[Any], more: list[Any], name: str, place: tuple[str, ...]) -> list[Any]:
    result = list(known)
    identity = _IDENTITIES.get(place[-1], lambda _: None)
    for item in more:
        own, there = identity(item), [identity(other) for other in result]
        if own is not None and own in there:
            index = there.index(own)
            result[index] = _join(result[index], item, name, (*place, own))
        elif own is not None and AFTER in item:
            if item[AFTER] not in there:
                raise CatalogueError(f"{name} puts {own!r} after {item[AFTER]!r}, which is not among the {place[-1]}")
            plain = {key: value for key, value in item.items() if key != AFTER}
            result.insert(there.index(item[AFTER]) + 1, plain)
        else:
            result.append(item)
    return result


def _section(item: Any) -> str | None:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else None


def _row(item: Any) -> str | None:
    if not isinstance(item, dict) or "measure" not in item:
        return None
    band = item.get("age_band", "all")
    return str(item["measure"]) if band == "all" else f"{item['measure']} {band}"


_IDENTITIES: dict[str, Callable[[Any], str | None]] = {"sections": _section, "rows": _row}
