"""What lies around the command is not what it runs, and what is the analyst's own is in no test and no notebook."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.editions import write_editions
from tests.commands import run

pytestmark = pytest.mark.slow

PLANTED = ["random", "json", "pandas", "click", "textwrap"]
PYTHON = (sys.executable, "-P", "-m")


@pytest.mark.parametrize("command", [["-m", "ind_tables"], ["-P", "-m", "ind_tables"]], ids=" ".join)
def test_a_file_of_the_folder_is_never_taken_for_a_module(command: list[str], tmp_path: Path) -> None:
    for name in PLANTED:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')\n")
    figures = Path(__file__).parents[1] / "golden/2025-12.csv"
    done = subprocess.run(
        [sys.executable, *command, "check", figures], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "planted" not in done.stdout + done.stderr
    assert (done.returncode, done.stderr.partition(":")[0]) == (3, "NotObservations")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a store, an own PDF of the bundled month, a correction that fits none, a broken catalogue."""
    home = tmp_path_factory.mktemp("home")
    for name in ("data", "corrections"):
        (home / name).mkdir()
    write_editions(home / "data", 2)
    kept = run(*PYTHON, "ind_tables", "keep", home / "data/2025-11.pdf", IND_TABLES_HOME=str(home))
    assert kept.returncode == 0, kept.stderr
    (home / "corrections/2025-12.toml").write_text("[[corrections]]\nsection = 'none'\n")
    (home / "data/catalogue.toml").write_text("[[sections]]\nid = 'none'\n")
    return {"IND_TABLES_HOME": str(home), "IND_TABLES_CATALOGUE": str(home / "data/catalogue.toml")}


@pytest.mark.full
def test_what_is_the_analysts_own_is_seen_by_commands(filled: dict[str, str], sample: Path) -> None:
    """Otherwise the tests below would prove nothing."""
    listed = run(*PYTHON, "ind_tables", "editions", IND_TABLES_HOME=filled["IND_TABLES_HOME"])
    assert [line.split(",")[3] for line in listed.stdout.splitlines()] == ["stored", "yes", "no"]
    assert run(*PYTHON, "ind_tables", "extract", sample, **filled).returncode != 0


@pytest.mark.full
@pytest.mark.parametrize("name", ["2-cross-checks", "4-your-own-question"])
def test_notebooks_are_refreshed_without_what_is_the_analysts_own(
    filled: dict[str, str], root: Path, tmp_path: Path, name: str
) -> None:
    for part in ("ind_tables", "notebooks", "pyproject.toml"):
        copy = shutil.copytree if (root / part).is_dir() else shutil.copy
        copy(root / part, tmp_path / part)
    notebook = tmp_path / f"notebooks/{name}.ipynb"
    notebook.chmod(0o644)
    before = (notebook.read_bytes(), notebook.stat().st_mtime_ns)
    done = run(*PYTHON, "ind_tables.run.notebooks", name, folder=tmp_path, PYTHONPATH=str(tmp_path), **filled)
    assert (done.returncode, done.stderr) == (0, "")
    assert notebook.stat().st_mtime_ns > before[1]
    assert notebook.read_bytes() == before[0]


@pytest.mark.full
def test_tests_and_the_check_of_notebooks_see_nothing_of_the_analysts_own(filled: dict[str, str]) -> None:
    told = ["-q", "-p", "no:cacheprovider"]
    some = ["-m", "not slow", "tests/test_api.py", "tests/test_home.py"]
    for asked in (some, ["--nbval", "notebooks/2-cross-checks.ipynb"]):
        done = run(*PYTHON[:1], "-m", "pytest", "-p", "tests.kernels", *told, *asked, **filled)
        assert done.returncode == 0, done.stdout
