"""Editions since 2023 are one series: each is read as it is printed, and no two things are joined that may differ."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ind_tables.checking import revisions
from ind_tables.reading import edition
from ind_tables.record import observations, store
from tests.documents.eras import ERAS
from tests.documents.facsimile import typeset
from tests.documents.story import original
from tests.record.test_changes import assert_as_drawn

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]


def test_a_panel_over_all_forms_of_the_document_has_no_false_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    for drawn in (make() for make in ERAS.values()):
        (tmp_path / "edition.pdf").write_bytes(original(typeset(drawn)))
        document = edition.read(tmp_path / "edition.pdf")
        found = observations.from_document(document)
        assert document.warnings == ()
        assert_as_drawn(found, drawn)
        store.keep(found, document.sha256, facsimile=False)

    panel = store.panel("all")
    norm = panel[(panel["section"] == "asylum_general") & (panel["measure"] == "commissioned")]
    assert norm.groupby("edition")["label"].first().to_dict() == {
        "2023-04": "Opdracht IND",
        "2024-04": "Prognose",
        "2024-09": "Begroting",
        "2025-05": "Opdracht IND",
    }
    nareis = panel[panel["section"] == "nareis_mvv"].set_index("edition")
    assert set(nareis.loc["2024-04", "break"]) == {""}
    assert set(nareis.loc["2024-04", "title"]) == {"Nareizigers asiel"}
    assert set(nareis.loc["2025-05", "break"]) == {"", "2024-09"}
    assert set(nareis.loc[nareis["period"] >= "2024-09", "break"]) == {"2024-09"}
    assert set(panel.loc[panel["section"] != "nareis_mvv", "break"]) == {""}
    compared = revisions.compare(store.load("2024-09"), store.load("2024-04")).figures
    assert "nareis_mvv" not in set(compared["section"])
    assert "asylum_general" in set(compared["section"])


def test_a_title_means_a_table_in_its_own_years_only(tmp_path: Path) -> None:
    """Nareizigers asiel was the one table until August 2024; a table of that title in 2025 is another, and unknown."""
    drawn = ERAS["May 2025"]()
    extra = drawn[drawn["section"] == "study"].assign(section="extra", title="Nareizigers asiel")
    (tmp_path / "edition.pdf").write_bytes(typeset(pd.concat([drawn, extra], ignore_index=True)))
    document = edition.read(tmp_path / "edition.pdf")
    assert [table.section for table in document.tables][-1] == ""
    assert len(document.unknown) == 6 * 13
