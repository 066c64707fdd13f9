"""The entries of a TOML file, held against the shape that they must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ind_tables.errors import CatalogueError, one_line

T = TypeVar("T")
_NAMES = ("id", "name", "measure", "section")


def fit(kind: type[T], entries: Mapping[str, Any], file: str) -> T:
    """``entries`` as the dataclass ``kind``, all of it checked: types, closed vocabularies, nothing missing or unknown.

    Args:
        kind: a dataclass of dataclasses; what its ``__post_init__`` refuses with a ValueError is told like the rest.
        entries: the parsed contents of ``file``.
        file: its name, for the message.

    Raises:
        CatalogueError: an entry is missing, unknown, or not what it must be; the first one is named, with its place.
    """
    from pydantic import TypeAdapter, ValidationError

    # Nothing but a mapping takes a configuration for the dataclasses in it.
    adapter = TypeAdapter(dict[str, kind], config={"extra": "forbid"})  # type: ignore[valid-type]
    try:
        return adapter.validate_python({file: entries})[file]
    except ValidationError as error:
        raise CatalogueError(_sentence(_first(error.errors(include_url=False)), entries, file)) from None


def _first(errors: Sequence[Any]) -> Mapping[str, Any]:
    """The first error; of those with one entry that may have several shapes, the one of the last, fullest shape."""
    place = errors[0]["loc"][:-1]
    found: Mapping[str, Any] = [error for error in errors if error["loc"][: len(place)] == place][-1]
    return found if len(found["loc"]) > len(errors[0]["loc"]) or found["type"] == "value_error" else errors[0]


def _sentence(error: Mapping[str, Any], entries: Mapping[str, Any], file: str) -> str:
    *above, last = error["loc"][1:] or (file,)
    where = ", ".join([file, *_places(above, entries)])
    match error["type"]:
        case "missing":
            return f"{where} misses the entry {last!r}; add it"
        case "unexpected_keyword_argument":
            return f"{where} has the unknown entry {last!r}; remove it, or see how it is spelt"
        case "value_error":
            return f"{', '.join([file, *_places(error['loc'][1:], entries)])}: {error['ctx']['error']}"
    found = one_line(repr(error["input"]))
    shown = found if len(found) <= 80 else f"{found[:80]}…"
    wanted = error["msg"].removeprefix("Input should be ")
    return f"{where}: {last!r} is {shown}; expected {wanted}"


def _places(loc: Sequence[str | int], entries: Any) -> list[str]:
    """The way to an entry, for people: the items of a list by their id or name, or else by their number from 1."""
    places = []
    for step in loc:
        if isinstance(step, str) and not (isinstance(entries, dict) and step in entries):
            continue  # the name of one of several shapes
        try:
            entries = entries[step]
        except (TypeError, KeyError, IndexError):  # what stands there is of another shape
            entries = None
        named = isinstance(step, int) and isinstance(entries, dict)
        name = next((entries[n] for n in _NAMES if n in entries), None) if named else None
        places.append(str(name or (step + 1 if isinstance(step, int) else step)))
    return places
