"""The package, installed from its wheel: everything works without the project's folder."""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from ind_tables.run import publish
from tests.commands import run

pytestmark = [pytest.mark.slow, pytest.mark.full]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an environment with the project's wheel and, beside it, what it requires."""
    place = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "--disable-pip-version-check", "--quiet"]
    built = run(sys.executable, *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", place, ROOT)
    assert built.returncode == 0, built.stderr
    [wheel] = place.glob("ind_tables-*.whl")
    venv.create(place / "venv", with_pip=True)
    done = run(place / "venv/bin/python", *pip, "install", "--no-deps", wheel)
    assert done.returncode == 0, done.stderr
    [site] = (place / "venv/lib").glob("python3.*/site-packages")
    requirements = place / "requirements"
    requirements.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "ind_tables" not in path.name:
            (requirements / path.name).symlink_to(path)
    (site / "requirements.pth").write_text(f"{requirements}\n")
    shared = place / "venv/share/jupyter"
    for path in (Path(sys.prefix) / "share/jupyter").iterdir():
        if path.name != "kernels":
            (shared / path.name).symlink_to(path)
    return place / "venv/bin"


def test_an_installed_package_reads_without_the_projects_folder(installed: Path, tmp_path: Path) -> None:
    def there(*command: str | Path) -> str:
        done = run(*command, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    package = Path(there(installed / "python", "-c", "import ind_tables; print(ind_tables.__file__)").strip()).parent
    assert package.is_relative_to(installed.parent)
    [sample] = (package / "sample").glob("*.pdf")
    assert len(there(installed / "ind-tables", "extract", sample).splitlines()) == 1171
    assert there(installed / "ind-tables", "check", sample)
    assert list(tmp_path.iterdir()) == []


def test_an_installed_package_makes_the_same_report_without_the_projects_folder(
    installed: Path, tmp_path: Path
) -> None:
    """Byte for byte, but for the lock, which it does not have, where that is named."""
    (tmp_path / "elsewhere").mkdir()
    environment = {"IND_TABLES_HOME": "", "PATH": os.defpath}
    report = ["report", "2025-12", "--output"]
    there = run(installed / "ind-tables", *report, "made here", folder=tmp_path / "elsewhere", **environment)
    assert (there.returncode, there.stderr) == (0, "")
    here = run(sys.executable, "-m", "ind_tables", *report, tmp_path / "project")
    assert (here.returncode, here.stderr) == (0, "")
    made, expected = tmp_path / "elsewhere/made here/2025-12", tmp_path / "project/2025-12"
    assert {path.name for path in made.iterdir()} == {path.name for path in expected.iterdir()}
    differing = {path.name for path in made.iterdir() if path.read_bytes() != (expected / path.name).read_bytes()}
    assert differing == {*publish.LANGUAGES, "run.json", "datapackage.json"}
    lock = publish.digest([ROOT / "requirements.lock"])
    for page in publish.LANGUAGES:
        lines = [(folder / page).read_text("utf8").splitlines() for folder in (made, expected)]
        assert [line for line in lines[1] if lock not in line] == lines[0]
    runs = [json.loads((folder / "run.json").read_text("utf8")) for folder in (made, expected)]
    assert [run_["package"].pop("lock_sha256") for run_ in runs] == ["", lock]
    assert all(run_["outputs"].pop(page) for run_ in runs for page in publish.LANGUAGES)
    assert runs[0] == runs[1]
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["made here"]


def test_the_kernel_of_the_notebooks_comes_with_the_package(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "ind-tables", "doctor", folder=tmp_path, IND_TABLES_HOME="")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search("^ok +kernel +“ind-tables”, this interpreter$", done.stdout, re.MULTILINE)
    listed = run(installed / "python", "-m", "jupyter_client.kernelspecapp", "list", "--json", folder=tmp_path)
    spec = json.loads(listed.stdout)["kernelspecs"]["ind-tables"]
    assert Path(spec["resource_dir"]).is_relative_to(installed.parent)
