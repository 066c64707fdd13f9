"""The cross-checks notebook: heat maps of residuals, places under suspicion, revisions."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ind_tables import check
from ind_tables.checking import suspicion
from ind_tables.errors import RequestError
from ind_tables.showing import verdicts

MONTH = "2025-12"


def test_a_heat_map_holds_every_residual_and_tells_them_in_words(golden: pd.DataFrame) -> None:
    picture = verdicts.residuals(check(golden).instances, "stock_flow")

    assert len(re.findall(">−?[0-9]+<", picture.svg)) == 144
    assert picture.svg.count("<path") == 144
    assert "144 identities in 12 rows and 12 months" in picture.alt
    assert "93 residuals are zero, 144 within rounding, 0 beyond it" in picture.alt
    assert f'aria-label="{picture.alt}"' in picture.svg


def test_a_heat_map_marks_what_rounding_does_not_explain(golden: pd.DataFrame) -> None:
    wrong = (golden["section"] == "study") & (golden["measure"] == "decisions") & (golden["period"] == "2025-05")
    golden.loc[wrong, "value"] += 400
    picture = verdicts.residuals(check(golden).instances, "stock_flow")

    assert picture.svg.count("fill:var(--chart-2,") == 1
    assert re.search(r"1 beyond it; Residence permit for study, 2025-05: 4\d0\.$|: 400\.$|: 390\.$", picture.alt)


def test_a_heat_map_of_an_edition_without_the_table_has_no_rows(golden: pd.DataFrame) -> None:
    picture = verdicts.residuals(check(golden[golden["section"] == "study"]).instances, "nareis_sum")

    assert "0 within rounding, 0 beyond it" in picture.alt
    assert "<path" not in picture.svg
    assert "<text" not in picture.svg


def test_a_heat_map_of_thirteen_months_fits_a_cell_of_jupyterlab(golden: pd.DataFrame) -> None:
    """On a screen of 1,400 pixels beside the list of files; otherwise the reported month is cut off."""
    for rule, months in {"bands_sum": 13, "nareis_sum": 13, "stock_flow": 12}.items():
        picture = verdicts.residuals(check(golden).instances, rule)
        width = re.search(r'<svg [^>]*width="([0-9]+)"', picture.svg)
        assert f"{months} months" in picture.alt
        assert width is not None
        assert int(width[1]) <= 940


def test_a_heat_map_of_what_is_no_identity_is_refused(golden: pd.DataFrame) -> None:
    with pytest.raises(RequestError, match=r"^no identity band_sum; did you mean bands_sum\?$"):
        verdicts.residuals(check(golden).instances, "band_sum")
    with pytest.raises(RequestError, match=r"^these are no instances of rules; expected ind_tables\.check\("):
        verdicts.residuals(golden, "bands_sum")


def suspect(**place: str) -> pd.DataFrame:
    row = {"rank": 1, "explanation": 1, "measure": "pending", "age_band": "all", "period": "2025-12", **place}
    given = pd.DataFrame([{**row, "printed": "2.280", "proposed": pd.NA, "reason": "because"}])
    return given.reindex(columns=suspicion.SUSPECTS)


@pytest.mark.slow
def test_a_suspect_is_shown_where_it_stands(shown: list[dict[str, str]]) -> None:
    verdicts.Suspects(suspect(section="family"), MONTH)._ipython_display_()

    assert "because" in shown[0]["text/html"]
    assert "Page 1 around the figure 5.680" in shown[1]["text/html"]
    assert shown[2]["image/svg+xml"].startswith("<svg")


def test_without_a_pdf_suspects_are_still_listed(shown: list[dict[str, str]]) -> None:
    verdicts.Suspects(suspect(section="family"), "2020-01")._ipython_display_()

    assert "because" in shown[0]["text/html"]
    assert "cannot be shown" in shown[1]["text/html"]


def test_where_nothing_is_under_suspicion_that_is_said(shown: list[dict[str, str]]) -> None:
    verdicts.Suspects(suspect(section="family").head(0), MONTH)._ipython_display_()

    assert "No figure is under suspicion" in shown[0]["text/html"]


def test_without_an_earlier_edition_nothing_is_said_of_revisions(golden: pd.DataFrame) -> None:
    assert "no earlier edition in the store" in verdicts.Revisions(golden, None)._repr_html_()


def test_revisions_are_counted_and_listed(golden: pd.DataFrame) -> None:
    earlier = golden[golden["period"] != "2025-12"].assign(edition="2025-11")
    place = (earlier["section"] == "family") & (earlier["measure"] == "decisions") & (earlier["period"] == "2025-10")
    earlier.loc[place, "value"] -= 200

    html = verdicts.Revisions(golden, earlier)._repr_html_()

    assert "Of the 1,080 figures that the edition of 2025-11 prints too: 1,079 unchanged" in html
    assert len(re.findall(r"<t[hd][^>]*>Residence permit for family and relatives</t[hd]>", html)) == 1
    assert ">decisions<" in html
    assert ">October 2025<" in html
    assert ">family.decisions[2025-10]<" in html


def test_the_verdict_is_one_line(golden: pd.DataFrame) -> None:
    assert verdicts.verdict(check(golden)) == (
        "All 404 sums of December 2025 agree; no figure is under suspicion; 122 of 1,170 figures stand in no sum."
    )
    wrong = (golden["section"] == "study") & (golden["measure"] == "decisions") & (golden["period"] == "2025-05")
    golden.loc[wrong, "value"] += 400
    assert verdicts.verdict(check(golden)).startswith("403 of 404 sums of December 2025 agree; ")


def test_rules_speak_first_and_their_codes_stand_last(golden: pd.DataFrame) -> None:
    first = verdicts.rules(check(golden).families).frame.iloc[0].tolist()

    assert first == ["Every pending application is in exactly one age band.", 156, 156, 0, "error", "bands_sum"]


def test_what_nothing_confirms_is_named_and_coded(golden: pd.DataFrame) -> None:
    frame = verdicts.unconfirmed(check(golden).unverified).frame

    assert frame.iloc[0].tolist() == [
        *("First asylum applications", "applications", 1, "December 2024", "December 2024"),
        "asylum_first.applications",
    ]
    assert frame["figures"].sum() == 122


def test_how_many_identities_vouch_for_a_figure_is_said_in_words(golden: pd.DataFrame) -> None:
    frame = verdicts.covered(check(golden).coverage).frame

    assert frame["identities"].tolist()[:2] == ["in none: only the reading vouches for it", "in one"]
    assert frame["figures"].tolist() == [122, 664, 246, 105, 33]
