"""The reports of all editions there are, side by side, and their front page.

Every edition is read before the first report is made, so that each is compared with the one before it, in whatever
order they are made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ind_tables import catalogue, home
from ind_tables.errors import IndTablesError
from ind_tables.run import month, publish
from ind_tables.run.workshop import Order, Plan, Workshop


@dataclass(frozen=True)
class Done:
    """What came of it.

    Attributes:
        index: the front page.
        failures: why a month has no new report, by month, in order.
    """

    index: Path
    failures: dict[str, IndTablesError]


def make(outputs: str | None, say: Callable[[str], None]) -> Done:
    """Make the reports of all editions of which there is a PDF, as far as they are not there, and the index.

    Args:
        outputs: the folder for the reports of all months; ``outputs`` in the home folder unless given.
        say: told in a line what is done, where standard output is no terminal; on one, a bar is drawn.

    An edition that fails stops no other.

    Raises:
        RequestError: the path is empty, or this shell allows too little.
        OutputError: the front page cannot be written.
    """
    orders = [month.ordered(edition, None, outputs, say) for edition in home.available()]
    folder, failures = orders[0].outputs, dict[str, IndTablesError]()

    def each(what: str, plan: Plan, beside: Collection[str] = ()) -> None:
        asked = [replace(o, beside=tuple(sorted(beside))) for o in orders if o.month not in failures]
        with progress(what, len(asked), say) as ended:

            def note(order: Order, error: IndTablesError | None) -> None:
                if error:
                    failures[order.month] = error
                ended(order.month, error is None)

            Workshop(lambda _: None, note).make(asked, plan)

    with catalogue.using(orders[0].catalogue):
        each("read", month.reading)
        expected = {*publish.months(folder), *(order.month for order in orders if order.month not in failures)}
        each("reported", month.plan, expected)
        if expected != {*publish.months(folder)}:  # links that would lead to a report that failed
            each("linked", month.plan, publish.months(folder))
    return Done(publish.index(folder), dict(sorted(failures.items())))


@contextmanager
def progress(what: str, total: int, say: Callable[[str], None]) -> Iterator[Callable[[str, bool], None]]:
    """Tells of each month, as it is named, that it is read or reported: a bar on a terminal, elsewhere a line."""
    if not sys.stdout.isatty():
        count = 0

        def line(edition: str, well: bool) -> None:
            nonlocal count
            count += 1
            say(f"{edition}  {what if well else f'not {what}'}, {count} of {total}\n")

        yield line
        return

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(" of "), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(f"{'':7}  {what}", total=total)

        def step(edition: str, well: bool) -> None:
            bar.update(task, advance=1, description=f"{edition}  {what if well else f'not {what}'}")

        yield step
