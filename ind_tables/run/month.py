"""The report of a month: what is asked for, and the stages in which it is made."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from ind_tables import catalogue, home
from ind_tables.errors import IndTablesError, RequestError
from ind_tables.months import valid
from ind_tables.run import notebooks, publish, stages
from ind_tables.run.workshop import Order, Stage, Workshop

_READING = ("catalogue", "reading", "record", "run")
_CHECKING = (*_READING, "checking")
_SHOWING = (*_CHECKING, "telling", "showing")
_ALL = (*_SHOWING, "exports")
_OPEN_FILES, _MEMORY = 256, 4 * 2**20


def ordered(
    month: str, pdf: str | None, outputs: str | None, say: Callable[[str], None], incomplete: bool = False
) -> Order:
    """The order for a month; its edition is fetched where there is no PDF of it.

    Args:
        month: the month, YYYY-MM.
        pdf: the PDF of its edition; the analyst's own, else the bundled one, unless given.
        outputs: the folder for the reports of all months; ``outputs`` in the home folder unless given.
        say: told in a line what is being done.
        incomplete: accept an edition that lacks what the catalogue says that it has.

    Raises:
        RequestError: the month is none, there is no such PDF, or a path is empty.
        FetchError: there is no PDF, and none can be fetched.
    """
    _suffices()
    for name, value in (("PDF", pdf), ("OUTPUTS", outputs)):
        if value is not None and not value.strip():
            raise RequestError(f"{name}= names nothing; expected a path; leave {name} out for the usual one")
    folder = Path(outputs).expanduser() if outputs else home.root() / "outputs"
    if not pdf and valid(month) not in home.available():
        say(f"{month}  there is no data/{month}.pdf: looking on the IND's pages\n")
        fetch = import_module("ind_tables.record.fetch")
        fetch.fetch(month)
    named = os.environ.get(catalogue.VARIABLE)
    own = Path(named) if named else home.root() / "data" / "catalogue.toml"
    extends = own if named or own.is_file() else None
    beside = publish.months(folder)
    return Order(month, home.locate(month, pdf), folder.absolute(), extends, incomplete, beside)


def _suffices() -> None:
    """Refuse to begin where this shell allows less than a report takes."""
    limits = {
        "ulimit -n": (resource.RLIMIT_NOFILE, 1, _OPEN_FILES, "open files"),
        "ulimit -v": (resource.RLIMIT_AS, 1024, _MEMORY, "KiB of memory"),
    }
    for name, (kind, unit, needed, what) in limits.items():
        allowed = resource.getrlimit(kind)[0]
        if allowed != resource.RLIM_INFINITY and allowed // unit < needed:
            raise RequestError(
                f"this shell allows {allowed // unit:,} {what}; expected {needed:,} or more; say {name} {needed} first"
            )


def plan(order: Order) -> list[Stage]:
    """The stages of a month, in the order in which they begin: what takes longest as early as it can."""
    month, work = order.month, order.work
    earlier = [path for edition, path in home.stored().items() if edition < month]
    before = max((other for other in order.beside if other < month), default=None)
    after = min((other for other in order.beside if other > month), default=None)
    page = order.source.with_suffix(".html")
    own = [home.root() / f"corrections/{month}.toml", *([order.catalogue] if order.catalogue else [])]

    def stage(name: str, says: str, make: Callable[[], None], made: Iterable[str], *rest: Any) -> Stage:
        return Stage(name, says, make, tuple(work / file for file in made), *rest)

    def notebook(name: str, *compared: Path) -> Stage:
        made, reads = (f"{name}.ipynb", f"{name}.html"), (notebooks.FOLDER / f"{name}.ipynb", *compared)
        make = partial(notebooks.make, name, month, work)
        return stage(name, f"notebook {name}", make, made, _SHOWING, reads, ("observations",))

    read = ("observations.csv", "observations.parquet", "unrecognised.csv", "reading.json", home.pdf_name(month))
    made = [
        stage(
            "observations",
            f"reading {order.source}",
            partial(stages.observe, month, order.source, work, order.incomplete),
            read,
            _READING,
            (order.source, order.source.with_name(f"{order.source.name}.json"), *own),
        ),
        stage(
            "checks",
            "checking",
            partial(stages.check, month, work, page),
            ("findings.csv", "suspects.csv", "certificate.csv", "publisher.csv", "checks.json", "remarks.json"),
            _CHECKING,
            (*earlier, page),
            ("observations",),
        ),
        notebook("3-commentary", *earlier),
        notebook("1-cleaning"),
        notebook("2-cross-checks", *earlier[-1:]),
        stage(
            "pages",
            "writing the report",
            partial(stages.pages, month, work, before, after),
            ("pages.json", *publish.LANGUAGES, *publish.CERTIFICATES, *publish.FORMS),
            _ALL,
            tuple(earlier),
            ("observations", "checks"),
            tuple(other for other in (before, after) if other),
        ),
    ]
    products = tuple(order.home / name for name in publish.products(month))
    last = partial(publish.publish, month, work, order.home)
    return [*made, Stage("publish", "", last, products, _ALL, (), tuple(stage.name for stage in made))]


def reading(order: Order) -> list[Stage]:
    """The first of these stages alone: with it, an edition is in the store."""
    return plan(order)[:1]


def report(order: Order, say: Callable[[str], None]) -> None:
    """Make the report of a month, as far as it is not there already; one run at a time works on a month.

    Args:
        order: what is asked for.
        say: told in a line what is being done.

    Raises:
        IndTablesError: what the first stage that failed raised; nothing was published.
    """

    def ended(_: Order, error: IndTablesError | None) -> None:
        if error:
            raise error

    with catalogue.using(order.catalogue):
        Workshop(say, ended).make([order], plan)
