"""Whatever a PDF does to a library ends in one line, within a limit of time and memory."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from ind_tables import isolation
from ind_tables.errors import DamagedPdf, DocumentTooLarge, IndTablesError, NotAPdf, WrongMonth
from ind_tables.isolation import Reading


def twice(number: int) -> int:
    return 2 * number


def refuse() -> NoReturn:
    raise WrongMonth("the title says 2025-11")


def fail() -> NoReturn:
    raise KeyError("a\nb\x1b" * 99)


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


def test_a_refusal_comes_back_as_it_is() -> None:
    with pytest.raises(WrongMonth, match=r"^the title says 2025-11$"):
        Reading("a.pdf", refuse).result()


@pytest.mark.parametrize(
    ("function", "refusal", "said"),
    [
        (fail, DamagedPdf, r"a\.pdf cannot be decoded \(KeyError: .{50,200}\); expected a whole document"),
        (recurse, DamagedPdf, r"a\.pdf cannot be decoded \(RecursionError: maximum recursion depth"),
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
