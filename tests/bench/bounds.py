"""What joint intervals cost: the seconds that the ranges of a report take, of the bundled edition and made-up ones.

    python -m tests.bench.bounds [--editions 4]

A report asks for the range of every change, sum over a year, share and record in both languages; a range is computed
once. Beside the seconds stands how many small programmes that took.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

import pandas as pd

from ind_tables.checking import bounds, polytope
from ind_tables.checking.bounds import Bounds
from ind_tables.showing import charts
from ind_tables.telling import commentary
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language
from tests.documents.facsimile.figures import GOLDEN, random_figures

MOST = 1.5
LANGUAGES: tuple[Language, ...] = ("en", "nl")


class Watched(Bounds):
    """Ranges, with the processor time that they took."""

    def __init__(self, observations: pd.DataFrame) -> None:
        start = time.process_time()
        super().__init__(observations)
        self.seconds, self.programmes = time.process_time() - start, 0

    def _timed(self, computed: Callable[..., polytope.Range], *forms: bounds.Form) -> bounds.Range:
        start = time.process_time()
        found = computed(*forms)
        self.seconds += time.process_time() - start
        return found

    def linear(self, form: bounds.Form) -> polytope.Range:
        return self._timed(super().linear, form)

    def quotient(self, part: bounds.Form, base: bounds.Form) -> polytope.Range:
        return self._timed(super().quotient, part, base)

    def _ends(self, *arguments: object) -> object:
        self.programmes += 1
        return super()._ends(*arguments)  # type: ignore[arg-type]


def report(observations: pd.DataFrame) -> Watched:
    """Everything that a report says and draws in both languages, and what its ranges took."""
    figures = Figures.of(observations)
    watched = figures.__dict__["bounds"] = Watched(observations)
    for language in LANGUAGES:
        commentary.statements(figures, language)
        charts.key_figures(figures, language)
        charts.attainment(figures, language)
        for section in figures.sections:
            charts.for_section(figures, section, language)
    return watched


def costs(editions: int) -> Iterator[tuple[str, Watched]]:
    """The bundled edition, then made-up ones of other months."""
    report(random_figures(1, "2025-06"))  # once for what is loaded once
    yield "2025-12", report(pd.read_csv(GOLDEN).assign(edition="2025-12"))
    for n in range(editions):
        end = str(pd.Period("2026-01", "M") + 5 * n)
        yield f"made up, {end}", report(random_figures(n, end))


def main() -> None:
    """Print the table; exit status 1 where a report takes more than MOST seconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--editions", type=int, default=4)
    most = 0.0
    print("| edition | seconds | programmes |\n|---|---:|---:|")
    for name, cost in costs(parser.parse_args().editions):
        most = max(most, cost.seconds)
        print(f"| {name} | {cost.seconds:.2f} | {cost.programmes} |", flush=True)
    raise SystemExit(most > MOST)


if __name__ == "__main__":
    main()
