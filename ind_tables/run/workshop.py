"""The workshop: the stages of reports, of one month or many, made side by side on the cores that there are.

Of every stage is noted, in ``outputs/.work/MONTH/stages.json``, what it was made from and the hash of each file that it
made. Where either differs, be it for a changed line of code, another PDF, a damaged file or one that somebody saved
over, the stage is made again; everything else stays.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from ind_tables import files
from ind_tables.errors import IndTablesError, InternalError, ReportError
from ind_tables.reading import isolation
from ind_tables.run import notebooks, publish
from ind_tables.showing import layout
from ind_tables.telling import wording

_HEAVY = (
    *("papermill", "nbconvert", "ind_tables.run.kernel", "pandera.pandas", "ind_tables.exports.datapackage"),
    *(f"ind_tables.checking.{name}" for name in ("certificate", "localise", "publisher")),
    *(f"ind_tables.showing.{name}" for name in ("article", "chapters", "exhibits", "verdicts")),
)
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes:
        month: the month, YYYY-MM.
        source: the PDF of its edition.
        outputs: the folder for the reports of all months.
        catalogue: the analyst's own file that adds to the catalogue, if there is one.
        incomplete: whether an edition is accepted that lacks what the catalogue says that it has.
        beside: the months, in order, whose reports lie in the same folder, this one perhaps among them.
    """

    month: str
    source: Path
    outputs: Path
    catalogue: Path | None = None
    incomplete: bool = False
    beside: tuple[str, ...] = ()

    @property
    def work(self) -> Path:
        """Where the stages leave their files."""
        return self.outputs / ".work" / self.month

    @property
    def home(self) -> Path:
        """Where the report is published."""
        return self.outputs / self.month


@dataclass(frozen=True)
class Stage:
    """A part of the run.

    Attributes:
        name: what it is called in the notes.
        says: what it is called on the screen.
        make: makes it.
        made: the files that it makes.
        wings: the wings of the package that it is made with.
        reads: the files that it reads besides those of other stages; they need not be there.
        needs: the stages whose files it reads.
        told: what else it is told that makes a difference to what it makes.
    """

    name: str
    says: str
    make: Callable[[], None]
    made: tuple[Path, ...]
    wings: tuple[str, ...]
    reads: tuple[Path, ...] = ()
    needs: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


Plan = Callable[[Order], list[Stage]]
Ended = Callable[[Order, IndTablesError | None], None]


class Workshop:
    """Makes what is ordered, a process a stage, as many at once as there are cores."""

    def __init__(self, say: Callable[[str], None], ended: Ended, cores: int | None = None) -> None:
        """
        Args:
            say: told in a line what is being done.
            ended: told of each order that it is made, or why it is not; what it raises ends everything.
            cores: how many stages may be at work at once; as many as this process may use unless given.
        """
        self._say = say
        self._ended = ended
        self._cores = cores or _cores()
        self._runs: list[_Run] = []
        self._working: dict[Connection, tuple[_Run, Stage, ForkProcess]] = {}

    def make(self, orders: Iterable[Order], plan: Plan) -> None:
        """Make the stages of each order that are not as they should be; an order that fails stops no other.

        An order begins where there is nothing left to begin of those before it.
        """
        left = iter(orders)
        try:
            while True:
                while len(self._working) < self._cores and (following := self._following(left, plan)):
                    self._begin(*following)
                if not self._working:
                    return
                if any(run.waiting or not stage.needs for run, stage, _ in self._working.values()):
                    _prepare()
                for answers in wait(list(self._working)):
                    if answers in self._working:  # unless its order has failed meanwhile
                        self._end(answers)
        finally:
            for run in list(self._runs):
                self._close(run)

    def _following(self, left: Iterator[Order], plan: Plan) -> tuple[_Run, Stage] | None:
        """What to begin next: a stage of an order in hand, else of the next order that there is something to do for."""
        ready = next(((run, stage) for run in self._runs for stage in run.ready()), None)
        while not ready and (order := next(left, None)):
            try:
                run = _Run(order, plan)
            except IndTablesError as error:
                self._ended(order, error)
                continue
            self._runs.append(run)
            ready = next(((run, stage) for stage in run.ready()), None)
            if not ready:
                self._close(run)
                self._ended(order, None)
        return ready

    def _begin(self, run: _Run, stage: Stage) -> None:
        if stage.says:
            self._say(f"{run.order.month}  {stage.says}\n")
        run.begin(stage)
        if stage.needs and run.waiting:
            _prepare()
        answers, theirs = _fork.Pipe(duplex=False)
        process = _fork.Process(target=_work, args=(stage, theirs, os.getpid()))
        process.start()
        theirs.close()
        self._working[answers] = (run, stage, process)

    def _end(self, answers: Connection) -> None:
        run, stage, process = self._working.pop(answers)
        try:
            outcome = answers.recv()
        except EOFError:
            outcome = ReportError(
                f"{stage.name}: its process was ended, perhaps for lack of memory; nothing was published; say it again"
            )
        process.join()
        answers.close()
        if not outcome:
            run.end(stage)
        if outcome or run.done:
            self._close(run)
            self._ended(run.order, outcome)

    def _close(self, run: _Run) -> None:
        """End what is still at work for an order, and make way for others on its month."""
        for answers, (of, _, process) in list(self._working.items()):
            if of is run:
                del self._working[answers]
                process.kill()
                process.join()
                answers.close()
        self._runs.remove(run)
        run.close()


class _Run:
    """An order in hand: what was noted of each stage, what is not as it was noted, and what is at work.

    Nobody else works on its month until it is closed.
    """

    def __init__(self, order: Order, plan: Plan) -> None:
        self.order = order
        files.folder(order.work)
        with ExitStack() as held:
            waiting = f"{order.month}  another run is at work in {order.work}: waiting until it has ended"
            held.enter_context(files.alone(order.work, waiting))
            for left in order.work.glob(f"{notebooks.SOCKETS}*"):
                shutil.rmtree(left, ignore_errors=True)
            self._notes = order.work / "stages.json"
            self._stages = plan(order)
            self._origins = self._made_from()
            self._noted = self._read_notes()
            self.waiting = [stage for stage in self._stages if not self._stands(stage)]
            self._working: list[Stage] = []
            self.close = held.pop_all().close

    @property
    def done(self) -> bool:
        """Whether nothing is left to be made."""
        return not self.waiting and not self._working

    def ready(self) -> list[Stage]:
        """The stages that can begin."""
        left = {stage.name for stage in (*self.waiting, *self._working)}
        return [stage for stage in self.waiting if not left & set(stage.needs)]

    def begin(self, stage: Stage) -> None:
        """Note that a stage is at work."""
        self.waiting.remove(stage)
        self._working.append(stage)

    def end(self, stage: Stage) -> None:
        """Note that a stage is made, of what, and which files."""
        self._working.remove(stage)
        self._noted[stage.name] = self._note(stage)
        files.write_json(self._notes, self._noted)

    def _stands(self, stage: Stage) -> bool:
        return bool(self._noted.get(stage.name) == self._note(stage)) and all(path.is_file() for path in stage.made)

    def _note(self, stage: Stage) -> dict[str, Any]:
        return {"from": self._origins[stage.name], "made": {path.name: publish.digest([path]) for path in stage.made}}

    def _made_from(self) -> dict[str, str]:
        """What each stage is made from, as a hash: code, versions, files, and all that the stages that it needs are."""
        origins: dict[str, str] = {}
        for stage in self._stages:
            made_from = [
                self.order.month,
                *(["incomplete"] if self.order.incomplete else []),
                *(publish.digest(files) for files in (publish.code(stage.wings), [publish.LOCK], stage.reads)),
                *(origins[name] for name in stage.needs),
                *stage.told,
            ]
            origins[stage.name] = hashlib.sha256(" ".join(made_from).encode()).hexdigest()
        return origins

    def _read_notes(self) -> dict[str, Any]:
        try:
            found = json.loads(self._notes.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _prepare() -> None:
    """Have ready what the stages after the reading need, once for all of them, since each is forked from here."""
    for module in _HEAVY:
        import_module(module)
    for templates in (layout.environment(), wording.templates()):
        for name in templates.list_templates(["jinja"]):
            templates.get_template(name)


def _work(stage: Stage, answers: Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    isolation.end_with(parent)
    try:
        stage.make()
    except IndTablesError as error:
        answers.send(error)
    except Exception as error:
        answers.send(InternalError.of(stage.name, f"{type(error).__name__}: {error}", traceback.format_exc()))
    else:
        answers.send(None)
