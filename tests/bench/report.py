"""The cost of a report, against the floor: what papermill and nbconvert cost where the notebooks hold imports alone.

    python -m tests.bench.report [--rounds 3]

Each round makes, one after the other: the report from nothing; the floor, which is papermill and nbconvert
on three notebooks with the imports of ours and nothing else, two at a time as make does it; and the report again
with nothing changed.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from ind_tables import report
from tests.bench.measure import Cost, command

ROOT = Path(__file__).parents[2]
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
    """Seconds for executing and rendering the three notebooks of imports, two at a time."""
    sources = [imports_alone(ROOT / "notebooks" / f"{n}.ipynb", folder / f"{n}.ipynb") for n in report.NOTEBOOKS]
    script = folder / "floor.py"
    script.write_text(FLOOR)

    def one(source: Path) -> Cost:
        return command([sys.executable, script, source, folder / f"{source.stem}.executed"], folder, memory=False)

    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, sources))
    return time.perf_counter() - started


def made(folder: Path, memory: bool = False) -> Cost:
    """The cost of make report with its outputs in ``folder``."""
    return command(["make", "report", f"MONTH={MONTH}", f"OUTPUTS={folder}"], ROOT, memory=memory)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args(arguments).rounds
    cold, least, again = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as made_in, tempfile.TemporaryDirectory() as floor_in:
            cold.append(made(Path(made_in)).seconds)
            least.append(floor(Path(floor_in)))
            again.append(made(Path(made_in)).seconds)
    with tempfile.TemporaryDirectory() as made_in:
        peak = made(Path(made_in), memory=True).megabytes
    ratios = [a / b for a, b in zip(cold, least, strict=True)]
    print(f"{'the report of ' + MONTH:44} {'seconds':>8}  {'of the floor':>12}   (median of {rounds} rounds)")
    print(f"{'three notebooks of imports, executed, rendered':44} {statistics.median(least):8.1f}  {1:12.2f}")
    print(f"{'make report, from nothing':44} {statistics.median(cold):8.1f}  {statistics.median(ratios):12.2f}")
    print(f"{'make report, nothing changed':44} {statistics.median(again):8.2f}")
    print(f"{'peak memory of all processes, MB':44} {peak:8.0f}")


if __name__ == "__main__":
    main()
