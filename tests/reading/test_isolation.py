"""Whatever a PDF does to a library ends in one line, within a limit of time and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pypdfium2
import pytest

from ind_tables import files
from ind_tables.errors import DamagedPdf, DocumentTooLarge, IndTablesError, InternalError, NotAPdf, WrongMonth
from ind_tables.reading import isolation
from ind_tables.reading.isolation import Reading

pytestmark = pytest.mark.slow


def go_on(number: int, announce: Callable[[], object]) -> int:
    announce()
    return 2 * number


def twice(number: int) -> int:
    return 2 * number


def refuse() -> NoReturn:
    raise WrongMonth("the title says 2025-11")


def fail() -> NoReturn:
    raise KeyError("a\nb\x1b" * 99)


def undecodable() -> None:
    pypdfium2.PdfDocument(b"no PDF at all")


def spin() -> NoReturn:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def crash(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(60)


def leave() -> None:
    os._exit(7)


def eat() -> int:
    return len(bytearray(4 * isolation.LIMIT_MEMORY))


def eat_and_abort() -> None:
    taken = bytearray(isolation.LIMIT_MEMORY // 2)
    time.sleep(0.5)
    os.abort()
    del taken


def recurse() -> None:
    recurse()


def chatter() -> str:
    os.write(1, b"out")
    os.write(2, b"err")
    print("printed", flush=True)
    print("printed", file=sys.stderr, flush=True)
    return "said"


def test_what_a_function_returns_comes_back() -> None:
    assert Reading("a.pdf", twice, 21).result() == 42


def test_a_function_says_that_it_goes_on_before_it_returns() -> None:
    reading = Reading("a.pdf", go_on, 21, announced=True)
    assert reading.goes_on()
    assert reading.result() == 42


def test_a_function_that_is_refused_or_ends_does_not_go_on() -> None:
    reading = Reading("a.pdf", refuse)
    assert not reading.goes_on()
    with pytest.raises(WrongMonth):
        reading.result()
    ended = Reading("a.pdf", twice, 21)
    assert not ended.goes_on()
    assert ended.result() == 42


def test_a_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(WrongMonth, match=r"^the title says 2025-11$"):
        Reading("a.pdf", refuse).result()


@pytest.mark.parametrize(
    ("function", "refusal", "said"),
    [
        (undecodable, DamagedPdf, r"a\.pdf cannot be decoded \(PdfiumError: .{5,200}\); expected a whole document"),
        (leave, DamagedPdf, r"a\.pdf made the PDF library crash \(status 7\)"),
        (eat, DocumentTooLarge, r"reading a\.pdf took more than 512 MiB of memory"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_failure_is_a_refusal_in_one_line(
    function: Callable[[], object], refusal: type[IndTablesError], said: str
) -> None:
    with pytest.raises(refusal, match=said) as raised:
        Reading("a.pdf", function).result()
    assert "\n" not in raised.value.line
    assert raised.value.exit_status == 3


@pytest.mark.parametrize(
    ("function", "said"), [(fail, r"KeyError: .{50,200}"), (recurse, r"RecursionError: maximum recursion depth.*")]
)
def test_a_defect_of_this_package_is_not_blamed_on_the_document(
    function: Callable[[], object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(InternalError, match=rf"^reading a\.pdf failed \({said}\); .*; report it and attach") as raised:
        Reading("a.pdf", function).result()
    assert "\n" not in raised.value.line
    assert raised.value.exit_status == 70
    [report] = tmp_path.iterdir()
    assert raised.value.line.endswith(str(report))
    assert f"in {function.__name__}" in report.read_text("utf8")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGBUS])
def test_a_crash_of_a_library_is_a_refusal(number: signal.Signals) -> None:
    with pytest.raises(DamagedPdf, match=rf"a\.pdf made the PDF library crash \(status -{number.value}\)"):
        Reading("a.pdf", crash, number).result()


def test_a_process_that_the_system_kills_was_too_hungry() -> None:
    with pytest.raises(DocumentTooLarge, match="MiB of memory"):
        Reading("a.pdf", crash, signal.SIGKILL).result()


def test_a_library_that_aborts_with_much_memory_in_hand_was_too_hungry() -> None:
    with pytest.raises(DocumentTooLarge, match=r"reading a\.pdf took more than 512 MiB of memory"):
        Reading("a.pdf", eat_and_abort).result()


def test_a_runaway_ends_at_its_limit_of_processor_time() -> None:
    began = time.monotonic()
    with pytest.raises(DocumentTooLarge, match=r"reading a\.pdf took more than 1 seconds"):
        Reading("a.pdf", spin, seconds=1).result()
    assert time.monotonic() - began < 10


def test_a_reading_that_waits_for_ever_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(DocumentTooLarge, match=r"reading a\.pdf took more than"):
        Reading("a.pdf", sleep, seconds=0.1).result()
    assert time.monotonic() - began < 10


def test_a_reading_that_is_stopped_ends_at_once() -> None:
    reading = Reading("a.pdf", spin)
    reading.stop()
    assert reading._process.exitcode == -signal.SIGKILL


def test_a_reading_that_has_ended_can_be_stopped() -> None:
    reading = Reading("a.pdf", twice, 1)
    assert reading.result() == 2
    reading.stop()


def test_what_a_library_prints_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    assert Reading("a.pdf", chatter).result() == "said"
    assert capfd.readouterr() == ("", "")


def test_readings_run_side_by_side() -> None:
    began = time.monotonic()
    readings = [Reading("a.pdf", time.sleep, 0.5) for _ in range(4)]
    assert [reading.result() for reading in readings] == [None] * 4
    assert time.monotonic() - began < 1.9


def test_an_answer_of_several_megabytes_is_sent_whole() -> None:
    assert len(Reading("a.pdf", bytes, 5_000_000).result()) == 5_000_000


def test_without_knowing_the_memory_in_use_a_reading_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_virtual_memory", lambda process: 0)
    with pytest.raises(NotAPdf):
        Reading("a.pdf", not_a_pdf).result()


def not_a_pdf() -> NoReturn:
    raise NotAPdf("a.pdf is empty")


def test_the_memory_in_use_is_known_or_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isolation._virtual_memory(os.getpid()) > 2**20
    assert isolation._virtual_memory(os.getpid() + 2**30) == 0

    def missing(*_: object) -> NoReturn:
        raise FileNotFoundError

    monkeypatch.setattr(isolation.Path, "read_text", missing)
    assert isolation._virtual_memory(os.getpid()) == 0


READER = """
import os, sys, time
from pathlib import Path
from ind_tables import files
from ind_tables.reading.isolation import Reading

def answer(megabytes):
    print(os.getpid(), file=open("pid", "w"), flush=True)
    Path("pid").rename("at work")
    time.sleep(float(sys.argv[1]))
    return bytes(megabytes * 2**20)

with files.alone(Path.cwd()):
    reading = Reading("a.pdf", answer, 50)
    while not Path("at work").exists():
        time.sleep(0.01)
    print(flush=True)
    time.sleep(60)
"""


def alive(process: int) -> bool:
    """Whether a process is at work; one that has ended may still be listed."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("wait", [0.0, 30.0], ids=["while it answers", "while it reads"])
def test_a_reading_ends_with_the_program_and_holds_no_lock(tmp_path: Path, wait: float) -> None:
    """However that ends: killed by the system for lack of memory, too."""
    program = subprocess.Popen(
        [sys.executable, "-c", READER, str(wait)], cwd=tmp_path, stdout=subprocess.PIPE, start_new_session=True
    )
    assert program.stdout is not None
    program.stdout.readline()
    reading = int((tmp_path / "at work").read_text())
    if not wait:
        time.sleep(0.3)
    assert alive(reading)
    program.kill()
    program.communicate()
    with files.alone(tmp_path):
        pass
    began = time.monotonic()
    while alive(reading) and time.monotonic() - began < 2:
        time.sleep(0.02)
    assert not alive(reading)


def test_a_reading_holds_no_lock_of_the_program(tmp_path: Path) -> None:
    with files.alone(tmp_path):
        reading = Reading("a.pdf", time.sleep, 10)
    began = time.monotonic()
    with files.alone(tmp_path):
        assert time.monotonic() - began < 5
    reading.stop()
