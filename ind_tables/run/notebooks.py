"""Notebooks: executed on an edition, rendered for reviewers, and kept executed; the only module that knows papermill.

    python -m ind_tables.run.notebooks 1-cleaning

executes committed notebooks anew. An executed notebook holds nothing that differs from run to run or from machine to
machine.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ind_tables import __version__, catalogue, files, home
from ind_tables.errors import IndTablesError, ReportError, RequestError, one_line
from ind_tables.showing import layout

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = home.notebooks()
NAMES = ("1-cleaning", "2-cross-checks", "3-commentary")
"""Those of a report."""
COMMITTED = (*NAMES, "4-your-own-question")
"""Those in the folder: the last is the analyst's to copy, and no part of a report."""
KERNEL = {"display_name": "IND tables", "language": "python", "name": "ind-tables"}
SOCKETS = ".kernel-"

_SECONDS = 600
_INJECTED = "injected-parameters"


def make(name: str, month: str, work: Path, source: Path | None = None) -> None:
    """Execute a notebook on the observations in ``work`` and render it: ``name``.ipynb and ``name``.html.

    Raises:
        ReportError: a cell failed; neither file is written.
    """
    executed = execute(
        source or FOLDER / f"{name}.ipynb",
        {"month": month, "pdf": home.pdf_name(month), "observations": "observations.parquet"},
        work,
    )
    page = render(executed, name, month)
    files.write(work / f"{name}.ipynb", written(executed))
    files.write(work / f"{name}.html", page.encode("utf-8"))


def refresh(name: str) -> None:
    """Execute a committed notebook on its own defaults and keep it so: ``notebooks/<name>.ipynb``.

    It sees the bundled edition, and nothing of what is in ``data/``, ``corrections/`` and the store.

    Raises:
        ReportError: a cell failed; the notebook is unchanged.
    """
    source = FOLDER / f"{name}.ipynb"
    with tempfile.TemporaryDirectory() as elsewhere, bare(Path(elsewhere)):
        executed = execute(source, {}, Path(elsewhere))
    files.write(source, written(executed))


@contextmanager
def bare(home: Path) -> Iterator[None]:
    """Within this, nothing of the analyst's own is seen, here and in the processes started here: ``home`` is empty."""
    before = dict(os.environ)
    os.environ["IND_TABLES_HOME"] = str(home)
    os.environ.pop(catalogue.VARIABLE, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def execute(source: Path, parameters: Mapping[str, str], folder: Path) -> NotebookNode:
    """The notebook ``source``, executed in ``folder`` with ``parameters`` in place of its defaults.

    The kernel is forked from this process, whichever is installed under the name that the notebook has for it.

    Raises:
        RequestError: there is no such notebook, or it has no such parameter.
        ReportError: a cell failed, took too long, or the kernel died.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from ind_tables.run.kernel import Manager

    source = source.resolve()
    if not source.is_file():
        raise RequestError(f"there is no notebook {source}")
    known = papermill.inspect_notebook(str(source))
    unknown = [name for name in parameters if name not in known]
    if unknown:
        raise RequestError(
            f"{source.name} has no parameter “{unknown[0]}”; expected one of {', '.join(known) or 'none'}; "
            "they stand in its cell tagged “parameters”"
        )
    try:
        # The path of a socket is cut at some 100 characters, so that it is named from where it lies.
        with chdir(folder), tempfile.TemporaryDirectory(prefix=SOCKETS, dir=".") as sockets:
            executed = papermill.execute_notebook(
                str(source),
                None,
                dict(parameters),
                cwd=".",
                progress_bar=False,
                record_timing=False,
                execution_timeout=_SECONDS,
                config=Config(
                    {
                        "AsyncKernelManager": {
                            "transport": "ipc",
                            "ip": f"{sockets}/kernel",
                            "connection_file": f"{sockets}/kernel.json",
                        },
                        "NotebookClient": {
                            "kernel_manager_class": Manager,
                            "shutdown_kernel": "immediate",  # otherwise it is interrupted, and says so
                        },
                    }
                ),
            )
    except PapermillExecutionError as error:
        raise ReportError(f"{_place(source, error)}; nothing was published") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise ReportError(f"{source.name}: {_last_line(str(error))}; nothing was published") from error
    return tidy(executed)


def tidy(executed: NotebookNode) -> NotebookNode:
    """A notebook without what differs from run to run or machine to machine.

    What the kernel says of its language is what JupyterLab would add on opening it.
    """
    import nbformat

    kept: NotebookNode = nbformat.from_dict(json.loads(json.dumps(executed)))
    kept.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": kept.metadata.language_info})
    kept.nbformat, kept.nbformat_minor = 4, 5
    for cell in kept.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if _INJECTED in tags:
            cell.id = _INJECTED
    return kept


def written(executed: NotebookNode) -> bytes:
    """A notebook as the bytes of its file."""
    import nbformat

    text: str = nbformat.writes(executed, version=nbformat.NO_CONVERT)
    return f"{text}\n".encode()


def render(executed: NotebookNode, name: str, month: str) -> str:
    """An executed notebook as one HTML page for reviewers: code folded, nothing loaded from elsewhere."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    exporter = HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(resources.files("ind_tables.showing") / "templates")],
        config=Config({"HTMLExporter": {"exclude_anchor_links": True}}),
    )
    exporter.environment.globals.update(
        style=layout.style(), title=heading(executed), month=month, name=name, version=__version__
    )
    page, _ = exporter.from_notebook_node(executed)
    return layout.tidy(page)


def heading(read: NotebookNode) -> str:
    """The title of a notebook, from its first heading."""
    for cell in read.cells:
        found = re.search(r"^# (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return str(found[1]).strip()
    raise ReportError("the notebook has no title; expected a first line such as “# What happened this month?”")


def _place(source: Path, error: Any) -> str:
    failed = next((c for c in _code(source) if c.source == error.source), None)
    number = _code(source).index(failed) + 1 if failed else error.exec_count
    first = next((line for line in error.source.splitlines() if line.strip()), "")
    message = _last_line(f"{error.ename}: {error.evalue}")
    return f"{source.name}, code cell {number} (“{one_line(first)[:60]}”): {message}"


def _code(source: Path) -> list[NotebookNode]:
    import nbformat

    return [c for c in nbformat.read(source, as_version=4).cells if c.cell_type == "code"]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return one_line(re.sub(r"\x1b\[[0-9;]*m", "", lines[-1])) if lines else "no message"


def main(names: Sequence[str]) -> int:
    """Refresh some notebooks, all unless named; returns the exit status."""
    for name in names or COMMITTED:
        print(f"executing notebooks/{name}.ipynb", flush=True)
        try:
            refresh(name)
        except IndTablesError as error:
            print(error.line, file=sys.stderr)
            return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
