"""In a notebook two functions are enough; importing them costs nothing until they are used."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata, resources

import pandas as pd
import pandas.testing as pdt
import pytest

import ind_tables


def test_a_month_is_read_and_checked(golden: pd.DataFrame) -> None:
    figures = ind_tables.read("2025-12")
    pdt.assert_frame_equal(figures, golden)
    checked = ind_tables.check(figures)
    assert checked.errors == 0
    assert list(checked.findings.columns) == [
        *("rule", "severity", "section", "measure", "age_band", "period", "residual", "tolerance", "message"),
    ]
    assert list(checked.suspects.columns) == [
        *("rank", "explanation", "section", "measure", "age_band", "period", "printed", "proposed", "reason"),
    ]


def test_what_can_be_asked_for_is_listed() -> None:
    assert {"read", "check", "__version__"} <= set(dir(ind_tables))
    assert set(ind_tables.__all__) == {"read", "check", "__version__"}


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'ind_tables' has no attribute 'write'"):
        ind_tables.write  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys, ind_tables; print([m for m in sys.modules if m.split('.')[0] in ('pandas', 'camelot', 'click')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_is_typed_and_has_one_version() -> None:
    assert (resources.files("ind_tables") / "py.typed").is_file()
    assert metadata.version("ind-tables") == ind_tables.__version__
