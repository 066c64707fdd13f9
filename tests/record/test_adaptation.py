"""What adapting says where figures prove nothing, where nothing is an edition, and where it is said again."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

import ind_tables
from ind_tables import catalogue
from ind_tables.record import observations, unrecognised
from ind_tables.record.succession import Evidence, adds_up, compare
from tests.conftest import Ended
from tests.documents.changes import CHANGED, Changed, before, labelled, signed, titled, with_row, with_table
from tests.documents.facsimile import Look, random_figures, typeset

pytestmark = pytest.mark.slow

Command = Callable[..., Ended]
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]


def drawn(values: list[float]) -> dict[str, float]:
    return dict(zip(MONTHS, values, strict=False))


def test_figures_prove_a_series_where_nearly_all_are_equal_and_not_only_zeros() -> None:
    series = drawn([10, 20, 30, 40, 50, 60, 70])
    assert compare(series, drawn([10, 20, 30, 40, 50, 60, 80])) == Evidence(7, 6, True)
    assert compare(series, drawn([10, 20, 30, 40, 50, 60, 80])).proven
    assert compare(series, drawn([10, 20, 30, 40, 5, 6, 8])).proven is False
    assert compare(series, drawn([1, 2, 3, 4, 5, 6, 8])).disproved
    assert compare(drawn([0] * 7), drawn([0] * 7)).proven is False
    assert compare(series, {}) == Evidence(0, 0, False)
    assert adds_up(drawn([100, 210]), [drawn([40, 80]), drawn([50, 90])], 10) == Evidence(2, 1, True)


def test_figures_that_are_no_longer_rounded_are_equal_but_for_rounding() -> None:
    """1,237 was printed as 1,240; of small figures, of days for one, that would tell nothing."""
    tens, exact = drawn([1240, 1310, 980, 1150, 1030, 870, 1100]), drawn([1237, 1312, 984, 1155, 1029, 868, 1096])

    assert compare(exact, tens) == compare(tens, exact) == Evidence(7, 7, True, True)
    assert str(compare(exact, tens)) == "7 of 7 shared figures equal but for rounding"
    assert compare(drawn([1246, *list(exact.values())[1:]]), tens) == Evidence(7, 6, True, True)
    assert compare(drawn([4, 3, 7, 8, 9, 6, 3]), drawn([10, 0, 10, 10, 10, 10, 0])) == Evidence(7, 0, False, False)
    assert compare(tens, drawn([1240, 1310, 980, 1150, 1030, 870, 1110])) == Evidence(7, 6, True, False)


def test_without_a_shared_month_a_renaming_is_only_supposed_and_breaks_the_series(
    command: Command, tmp_path: Path
) -> None:
    changed = Changed(
        (titled("family", "Familie en gezinsvorming"), labelled("Instroom", "applications", sections=("labour",)))
    )
    (tmp_path / "edition.pdf").write_bytes(changed.pdf())
    earlier = random_figures(3, "2024-12").assign(status="A", printed="10", readers="text", page=1)
    observations.save(earlier.assign(value=10)[list(observations.COLUMNS)], tmp_path / "2024-12.csv")

    status, output, _ = command("adapt", tmp_path / "edition.pdf", "--previous", tmp_path / "2024-12.csv")

    assert status == 0
    assert "no month is shared with the other edition, so this is only supposed" in output.replace("\n# ", " ")
    proposed = tomllib.loads(output)
    assert {entry["section"] for entry in proposed["breaks"]} == {"family", "labour"}
    assert {entry["certainty"] for entry in proposed["breaks"]} == {"likely"}


@pytest.mark.full
def test_a_table_in_thousands_becomes_no_series_and_its_figures_are_kept_apart(
    command: Command, tmp_path: Path
) -> None:
    edition, target, rest = tmp_path / "edition.pdf", tmp_path / "catalogue.toml", tmp_path / "rest.csv"
    edition.write_bytes(Changed((titled("naturalisation", "Naturalisatie (x 1.000)"),)).pdf())

    status, _, errors = command("adapt", edition, "--output", target)

    assert status == 0
    assert errors.endswith("6 rows are named by no entry; figures that are thousands are proposed as no series\n")
    [entry] = tomllib.loads(target.read_text("utf8"))["sections"]
    assert (entry["id"], set(entry)) == ("naturalisation", {"id", "valid_until"})
    assert (
        command("extract", edition, "--catalogue", target, "--unrecognised", rest, "--output", tmp_path / "o.csv")[0]
        == 0
    )
    assert set(pd.read_csv(rest)["title"]) == {"Naturalisatie (x 1.000)"}
    assert len(pd.read_csv(rest)) == 78


def test_an_age_in_two_units_is_no_band_and_counts_what_is_pending(command: Command, tmp_path: Path) -> None:
    changed = Changed((with_row("family", ("pending", "0-3m"), "mixed", "2 weken - 1 maand"),))
    (tmp_path / "edition.pdf").write_bytes(changed.pdf())

    [told] = tomllib.loads(command("adapt", tmp_path / "edition.pdf")[1])["measures"]

    assert (told["id"], told["kind"], told["unit"]) == ("row_2_weken_1_maand", "stock", "count")


def test_a_title_that_stands_over_other_figures_breaks_its_series(command: Command, tmp_path: Path) -> None:
    rows = (("applications", "Aanvragen"), ("decisions", "Beslissingen"))
    old = "Verblijfsvergunning familie en gezin"
    changed = Changed((titled("family", "Gezinsleden totaal"), with_table("reunion", old, rows, "family")))
    for name, pdf in {"now": changed.pdf(), "then": typeset(before())}.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
    command("extract", tmp_path / "then.pdf", "--output", tmp_path / "then.csv")

    status, output, _ = command("adapt", tmp_path / "now.pdf", "--previous", tmp_path / "then.csv")

    assert status == 0
    assert f"it has the figures of “{old}”, 72 of 72 shared figures equal" in output.replace("\n# ", " ")
    [told] = tomllib.loads(output)["breaks"]
    assert (told["section"], told["kind"], told["date"]) == ("family", "redefined", "2026-07")


def test_a_sign_is_proposed_with_what_stood_in_its_place(command: Command, tmp_path: Path) -> None:
    changed = Changed((signed("*", "nareis_art8", "applications", (10, 11)),))
    (tmp_path / "edition.pdf").write_bytes(changed.pdf())
    observations.save(_as_read(Changed().figures()), tmp_path / "before.csv")

    status, output, _ = command("adapt", tmp_path / "edition.pdf", "--previous", tmp_path / "before.csv")

    assert status == 0
    assert tomllib.loads(output) == {"signs": [{"L": [{"text": "*", "valid_from": "2026-07"}]}]}
    said = output.replace("\n# ", " ")
    assert "“*” stands in 2 of 1170 cells, the first in “Nareizigers asiel (Nareis 8EVRM bij AMV)”" in said


def test_what_is_proposed_shows_itself_in_a_terminal_too(tmp_path: Path, sample: Path) -> None:
    (tmp_path / "edition.pdf").write_bytes(Changed((signed("*", "nareis_art8", "applications", (10, 11)),)).pdf())

    told = repr(ind_tables.adapt(tmp_path / "edition.pdf", _as_read(Changed().figures())))

    assert "“*” stands in 2 of 1170 cells" in told.replace("\n# ", " ")
    assert len(told.splitlines()) <= 21
    assert repr(ind_tables.adapt(sample)) == "The catalogue has all of the edition of 2025-12."


@pytest.mark.parametrize("sign", ["<5", "O"])
def test_what_may_be_a_figure_is_no_sign(command: Command, tmp_path: Path, sign: str) -> None:
    changed = Changed((signed(sign, "asylum_first", "pending", (3,)),))  # where about 36,000 stood before
    (tmp_path / "edition.pdf").write_bytes(changed.pdf())
    observations.save(_as_read(Changed().figures()), tmp_path / "before.csv")

    status, output, errors = command("adapt", tmp_path / "edition.pdf", "--previous", tmp_path / "before.csv")

    assert (status, output) == (0, "")
    assert f"“{sign}” is neither a figure nor a known sign for none" in errors
    assert ("which ind-tables adapt proposes unless other figures contradict it" in errors) is (sign == "<5")


def test_a_sign_that_is_not_proposed_is_read_with_an_entry_of_one_s_own(command: Command, tmp_path: Path) -> None:
    (tmp_path / "edition.pdf").write_bytes(Changed((signed("<5", "asylum_first", "pending", (3,)),)).pdf())
    refused = command("extract", tmp_path / "edition.pdf")
    assert (refused.status, refused.output) == (3, "")
    assert "it needs an entry under [[signs]]" in refused.errors
    (tmp_path / "own.toml").write_text('[[signs]]\nM = [{ text = "<5", valid_from = "2026-07" }]\n', "utf8")

    read = command("extract", tmp_path / "edition.pdf", "--catalogue", tmp_path / "own.toml")

    assert (read.status, read.errors) == (0, "")
    [row] = [row for row in csv.DictReader(StringIO(read.output)) if row["printed"] == "<5"]
    assert (row["value"], row["status"], row["period"]) == ("", "M", "2025-10")


def test_what_is_no_edition_is_refused_and_nothing_is_proposed(command: Command, tmp_path: Path) -> None:
    pdf = typeset(random_figures(4), CHANGED["nothing"].look)
    (tmp_path / "edition.pdf").write_bytes(pdf[: len(pdf) // 3])
    status, output, errors = command("adapt", tmp_path / "edition.pdf", "--output", tmp_path / "catalogue.toml")
    assert (status, output) == (3, "")
    assert errors.startswith("DamagedPdf: ")
    assert not (tmp_path / "catalogue.toml").exists()


@pytest.mark.full
def test_a_second_change_is_added_to_the_file_of_the_first(command: Command, tmp_path: Path) -> None:
    first = (titled("labour", "Werk"),)
    both = (*first, with_row("study", ("decisions", "all"), "ingetrokken", "Ingetrokken"))
    before = tmp_path / "before.csv"
    observations.save(_as_read(Changed().figures()), before)
    target = tmp_path / "catalogue.toml"
    for steps in (first, both):
        (tmp_path / "edition.pdf").write_bytes(Changed(steps).pdf())
        known = ("--catalogue", target) if target.exists() else ()
        done = command("adapt", tmp_path / "edition.pdf", "--previous", before, *known, "--output", target)
        assert done == (0, "", "")
    text = target.read_text("utf8")
    assert (text.count("“Werk” stands where"), text.count("“Ingetrokken” is new")) == (1, 1)
    with catalogue.using(target):
        assert catalogue.load().section("labour").words[-1].text == "Werk"
        assert catalogue.load().section("study").has("ingetrokken")


def test_a_notebook_shows_page_proposal_and_evidence_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "edition.pdf").write_bytes(Changed((titled("labour", "Werk"),)).pdf())
    shown = ind_tables.adapt(tmp_path / "edition.pdf", _as_read(Changed().figures()))
    html = shown._repr_html_()
    assert "<img src=" in html
    assert "“Werk” stands where “Verblijfsvergunning arbeidsmigranten” stood; 72 of 72 shared figures equal" in html
    assert "spellings = [{ text = &#34;Werk&#34;" in html
    shown.save(tmp_path / "catalogue.toml")
    assert (tmp_path / "catalogue.toml").read_text("utf8") == shown.text


def test_a_notebook_shows_notes_that_are_new_or_changed(tmp_path: Path) -> None:
    told = "Met ingang van 2026 inclusief herhaalde aanvragen <nieuw>."
    (tmp_path / "edition.pdf").write_bytes(Changed(look=Look(remarks=(told,))).pdf())
    html = ind_tables.adapt(tmp_path / "edition.pdf", _as_read(Changed().figures()))._repr_html_()
    assert "<li>page 1: the note “Met ingang van 2026 inclusief herhaalde aanvragen &lt;nieuw&gt;.” is new; see" in html
    assert "The catalogue has all of the edition of 2026-07." in html


def test_figures_that_no_entry_names_are_kept_with_their_readings(tmp_path: Path) -> None:
    from ind_tables.reading import edition

    changed = Changed((with_row("study", ("decisions", "all"), "x", "Ingetrokken"),))
    (tmp_path / "edition.pdf").write_bytes(changed.pdf())
    found = unrecognised.of(edition.read(tmp_path / "edition.pdf"))
    assert list(found.columns) == ["page", "title", "label", "period", "printed", "readers"]
    assert set(found["title"]) == {"Verblijfsvergunning studie"}
    assert set(found["label"]) == {"Ingetrokken"}
    assert found["printed"].tolist() == [str(120 + 10 * n) for n in range(13)]
    assert found["period"].tolist()[::12] == ["2025-07", "2026-07"]
    assert set(found["readers"]) == {"stream+text"}


def _as_read(figures: pd.DataFrame) -> pd.DataFrame:
    """Drawn figures as the observations of June, all their months but the last."""
    kept = figures[figures["period"] < "2026-07"].assign(edition="2026-06", status="A", readers="text", page=1)
    printed = kept["value"].map("{:,}".format).str.replace(",", ".")
    return kept.assign(printed=printed)[list(observations.COLUMNS)].astype({"value": "Int64"}).reset_index(drop=True)
