"""The cost of a report, against the floor: what papermill and nbconvert cost where the notebooks hold imports alone.

    python -m tests.bench.report [--rounds 5] [--write]

Each round makes, one after the other: the report from nothing; the floor, which is papermill and nbconvert
on three notebooks with the imports of ours and nothing else, two at a time as make does it; and the report again
with nothing changed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import nbformat

from ind_tables.run import notebooks
from tests.bench.measure import ROOT, Ran, run, tell

MONTH = "2025-12"
FLOOR = """
import sys
import papermill, nbformat
from nbconvert import HTMLExporter
source, target = sys.argv[1:]
executed = papermill.execute_notebook(source, None, {"month": "2025-12"}, progress_bar=False)
nbformat.write(executed, target + ".ipynb")
page, _ = HTMLExporter().from_notebook_node(executed)
open(target + ".html", "w").write(page)
"""


def imports_alone(source: Path, target: Path) -> Path:
    """The notebook with its parameters and imports, and no other code; its text stays."""
    read = nbformat.read(source, as_version=4)
    for cell in read.cells:
        cell.outputs = [] if cell.cell_type == "code" else None
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            cell.source = "\n".join(re.findall(r"^(?:import|from) .+$", cell.source, re.MULTILINE))
        if cell.cell_type != "code":
            del cell["outputs"]
    nbformat.write(read, target)
    return target


def floor(folder: Path) -> float:
    """Seconds for executing and rendering the three notebooks of imports, two at a time, the longest first."""
    longest_first = reversed(notebooks.NAMES)
    sources = [imports_alone(ROOT / "notebooks" / f"{n}.ipynb", folder / f"{n}.ipynb") for n in longest_first]
    script = folder / "floor.py"
    script.write_text(FLOOR)

    def one(source: Path) -> Ran:
        return run([sys.executable, script, source, folder / f"{source.stem}.executed"], folder)

    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, sources))
    return time.perf_counter() - started


def made(folder: Path, *, watched: bool = False) -> Ran:
    """The cost of make report with its outputs in ``folder``."""
    return run(["make", "report", f"MONTH={MONTH}", f"OUTPUTS={folder}"], watched=watched)


def table(rounds: int) -> Iterator[str]:
    """The lines of the table."""
    cold, least, again = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as made_in, tempfile.TemporaryDirectory() as floor_in:
            cold.append(made(Path(made_in)))
            least.append(floor(Path(floor_in)))
            again.append(made(Path(made_in)).seconds)
    with tempfile.TemporaryDirectory() as made_in:
        memory = made(Path(made_in), watched=True).memory
    ratios = [ran.seconds / seconds for ran, seconds in zip(cold, least, strict=True)]
    yield f"Median of {rounds} rounds; in each, one after the other:"
    yield ""
    yield "| | seconds | times the floor | peak memory, MiB |"
    yield "|---|---:|---:|---:|"
    yield f"| the floor | {median(least):.1f} | 1 | |"
    seconds = median(ran.seconds for ran in cold)
    yield f"| `make report`, from nothing | {seconds:.1f} | {median(ratios):.2f} | {memory:.0f} |"
    yield f"| `make report`, nothing changed | {median(again):.2f} | | |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table in docs/speed.md")
    options = parser.parse_args()
    tell("report", table(options.rounds), options.write)


if __name__ == "__main__":
    main()
