"""More than one machine holds: editions read by a cluster, and the figures of all of them asked by DuckDB."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ind_tables.record import desk, store
from tests.documents.facsimile import random_figures

pytestmark = [pytest.mark.slow, pytest.mark.full]


def test_a_cluster_reads_editions_as_this_process_does(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a local cluster of dask.distributed, by the executor that its client hands out."""
    distributed: Any = pytest.importorskip("distributed")
    dask: Any = pytest.importorskip("dask")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    paths = [shutil.copy(sample, tmp_path / f"{name}.pdf") for name in ("one", "two", "three")]
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "local_directory": str(tmp_path)}
    with (
        dask.config.set({"distributed.worker.daemon": False}),  # so that a worker may read in a process of its own
        distributed.LocalCluster(**settings) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = desk.read_many(paths, client.get_executor())
    pd.testing.assert_frame_equal(found, desk.read_many(paths))
    assert len(found) == 3 * 1170


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """All figures of three stored editions, in a home folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    for month in ("2025-10", "2025-11", "2025-12"):
        store.keep(printed(random_figures(4, month)), "0" * 64, facsimile=False)
    return store.panel("all")


def printed(figures: pd.DataFrame) -> pd.DataFrame:
    """Made-up figures with all columns of observations, as an edition prints them."""
    text = figures["value"].map("{:,}".format).str.replace(",", ".")
    return figures.assign(status="A", printed=text, readers="stream+text", page=1)


@pytest.mark.parametrize("number", [0, 1])
def test_the_page_on_scale_shows_how_duckdb_reads_the_figures(root: Path, panel: pd.DataFrame, number: int) -> None:
    """The store as it is, and the panel as partitioned Parquet: the largest stock of each edition."""
    duckdb: Any = pytest.importorskip("duckdb")
    page = (root / "docs/speed.md").read_text("utf8").partition("## Many editions as one table")[2]
    code = re.findall(r"```python\n(.+?)```", page, re.DOTALL)[number]
    names: dict[str, Any] = {}
    exec(code, names)
    pending = panel[(panel["measure"] == "pending") & (panel["age_band"] == "all")]
    expected = pending.groupby("edition")["value"].max()
    found = names["largest"]
    assert isinstance(found, duckdb.DuckDBPyRelation)
    assert found.fetchall() == list(expected.astype(int).items())
