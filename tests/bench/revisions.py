"""How the figures that the IND published first were revised: the tables of docs/revisions.md.

    python -m tests.bench.revisions [--write]

What was first is in ``ind_tables/catalogue/first-releases.csv``; what was printed last, in the bundled edition. The
analyst's own store is left out, so that everybody gets the same page.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import ind_tables
from ind_tables import catalogue
from ind_tables.exports.dictionary import table
from ind_tables.record.releases import FEWEST, Releases, shipped

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
DOCUMENT = Path(__file__).parents[2] / "docs" / "revisions.md"
SMALL = 400


def page(figures: pd.DataFrame) -> str:
    """The measured part of the page, for an edition."""
    known = Releases(figures)
    pairs, firsts = known.pairs, known.firsts
    differ = int((pairs["revision"] != 0).sum())
    counted = firsts[~firsts["measure"].isin(_norms())]
    return "\n\n".join(
        [
            f"Of the {len(shipped())} figures, the edition of {known.edition} prints the month of {len(pairs)} again: "
            f"{differ} differ, {int(pairs['revised'].sum())} of them by more than a rounding unit. {len(firsts)} are "
            "first figures, of the newest month of their edition or the one before, each counted once:",
            _rows(known),
            "By size, norms aside:",
            table(
                ("first figure", "known", "revised", "median size of all revisions"),
                [
                    _size(f"under {SMALL}", counted[counted["first"] < SMALL]),
                    _size(f"{SMALL} and over", counted[counted["first"] >= SMALL]),
                ],
            ),
            "By lag, the months between the figure's own and the edition's, norms aside:",
            _profile(known),
            f"So {len(known.provisional()):,} of the {len(figures):,} figures of {known.edition} are provisional.",
        ]
    )


def _norms() -> set[str]:
    return {name for name, measure in catalogue.load().measures.items() if measure.kind == "norm"}


def _rows(known: Releases) -> str:
    ways = {"up": "up", "down": "down", "both": "both ways", "": "–"}
    rows = []
    for row in known.usual().to_dict("records"):
        enough = row["known"] >= FEWEST
        size = "never beyond rounding"
        if row["revised"] and enough:
            size = f"{_percent(row['least_percent'])} to {_percent(row['most_percent'])}"
        rows.append(
            (
                f"`{row['section']}`",
                f"`{row['measure']}`" + ("" if row["age_band"] == "all" else f", {row['age_band']}"),
                str(row["known"]),
                str(row["revised"]),
                size if enough else "too few to say",
                ways[row["direction"]] if enough else "–",
            )
        )
    return table(("table", "row", "known", "revised", "by", "which way, rounding included"), rows)


def _size(name: str, mine: pd.DataFrame) -> tuple[str, ...]:
    return name, str(len(mine)), str(int(mine["revised"].sum())), _percent(mine["percent"].abs().median())


def _profile(known: Releases) -> str:
    rows = [
        (
            str(row["lag"]),
            str(row["known"]),
            str(row["revised"]),
            f"{100 * row['share_revised']:.0f} %" if row["known"] >= FEWEST else "too few to say",
            _percent(row["median_percent"]),
            f"{100 * row['share_up']:.0f} %" if row["revised"] >= FEWEST else "too few to say",
        )
        for row in known.profile().to_dict("records")
    ]
    return table(("lag", "known", "revised", "share revised", "median size", "of the revisions, upwards"), rows)


def _percent(size: float) -> str:
    return f"{size:.1f} %"


def main() -> None:
    """Print the tables; with --write, put them in their place."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="Put the tables into docs/revisions.md.")
    told = page(ind_tables.read("2025-12"))
    print(told)
    if parser.parse_args().write:
        before, rest = DOCUMENT.read_text("utf8").split(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{told}\n{END}{rest.split(END)[1]}", "utf8")


if __name__ == "__main__":
    main()
