"""A file is there whole, or as it was before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ind_tables import files
from ind_tables.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written(tmp_path: Path) -> None:
    files.write(tmp_path / "new.csv", b"whole")
    assert (tmp_path / "new.csv").read_bytes() == b"whole"
    assert names(tmp_path) == ["new.csv"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes(b"old")
    files.write(tmp_path / "old.csv", b"new")
    assert (tmp_path / "old.csv").read_bytes() == b"new"


def test_a_file_has_the_permissions_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "new.csv", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o640


def test_a_failure_halfway_leaves_the_older_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.csv").write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match=r"old\.csv cannot be written: No space left on device"):
        files.write(tmp_path / "old.csv", b"new")
    assert names(tmp_path) == ["old.csv"]
    assert (tmp_path / "old.csv").read_bytes() == b"old"


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "chmod", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "new.csv", b"")
    assert names(tmp_path) == []


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written: No such file or directory"):
        files.write(tmp_path / "nowhere" / "new.csv", b"")


def test_a_folder_in_the_files_place_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(OutputError, match=r"taken\.csv cannot be written"):
        files.write(tmp_path / "taken.csv", b"")
    assert names(tmp_path) == ["taken.csv"]


def test_the_longest_name_that_the_disk_takes_can_be_written(tmp_path: Path) -> None:
    longest = "x" * 251 + ".csv"
    files.write(tmp_path / longest, b"")
    assert names(tmp_path) == [longest]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    files.write(tmp_path / "link.csv", b"whole")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"whole"


def test_a_link_in_a_circle_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(OutputError, match=r"a\.csv cannot be written"):
        files.write(tmp_path / "a.csv", b"")


def test_a_full_device_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "full.csv").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        files.write(tmp_path / "full.csv", b"whole")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    files.folder(tmp_path / "a" / "b")
    files.folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"the folder .*file/b cannot be made: Not a directory"):
        files.folder(tmp_path / "file" / "b")


def hold(folder: Path, seconds: float) -> subprocess.Popen[bytes]:
    """A process that has the folder for itself; it has it when this returns."""
    folder.mkdir(exist_ok=True)
    script = (
        "import pathlib, sys, time; from ind_tables import files\n"
        "with files.alone(pathlib.Path(sys.argv[1])): print(flush=True); time.sleep(float(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", script, folder, str(seconds)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_who_wants_a_folder_alone_waits_until_it_is_free(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with hold(tmp_path / "work", 0.5) as other:
        with files.alone(tmp_path / "work", "waiting for the other"):
            assert other.poll() == 0 or other.wait(timeout=5) == 0
        assert capsys.readouterr().err == "waiting for the other\n"


def test_a_process_that_is_killed_makes_way(tmp_path: Path) -> None:
    with hold(tmp_path / "work", 60) as other:
        other.kill()
        other.wait()
        with files.alone(tmp_path / "work"):
            pass


def test_nobody_waits_for_a_free_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with files.alone(tmp_path, "waiting"):
        pass
    with files.alone(tmp_path, "waiting"):
        pass
    assert capsys.readouterr().err == ""


def test_a_folder_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be locked"), files.alone(tmp_path / "file"):
        pass
