"""What reading left out of an edition, or found odd about it, in words: in English or Dutch.

The words stand in ``templates/omissions/<language>.jinja``, a macro a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables.errors import one_line
from ind_tables.months import day
from ind_tables.remarks import Remark
from ind_tables.telling.wording import templates

if TYPE_CHECKING:
    from ind_tables.telling.say import Language

FEW = 5


def told(remarks: Iterable[Sequence[Any]], language: Language, each: bool = False) -> list[str]:
    """A sentence each, those of a kind together; more than FEW of a kind are one sentence, on the first.

    Args:
        remarks: kind and facts, as ``Document.warnings`` has them, or JSON made of it.
        language: ``en`` or ``nl``.
        each: a sentence each all the same, and all words of a list.
    """
    kinds: dict[str, list[Remark]] = {}
    for remark in map(Remark._make, remarks):
        kinds.setdefault(remark.kind, []).append(remark)
    given = {
        "number": lambda value: str(format_decimal(value, locale=language)),
        "month": lambda period: str(format_date(day(period), "LLLL y", locale=language)),
        "shown": None if each else FEW,
    }
    words: Any = templates().get_template(f"omissions/{language}.jinja").make_module(given)
    sentences = []
    for kind, alike in kinds.items():
        many = len(alike) > FEW and not each
        texts = [str(getattr(words, kind)(*remark.facts)) for remark in (alike[:1] if many else alike)]
        sentences += [f"{text}{words.more(len(alike) - 1)}" if many else text for text in texts]
    return [one_line(sentence) for sentence in sentences]
