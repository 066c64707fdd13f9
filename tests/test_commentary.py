"""The commentary: every number recomputed from the figures, the wording of each case, both languages read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from ind_tables import commentary, indicators
from ind_tables.commentary import Language, Statement
from ind_tables.indicators import Figures
from tests.facsimile.figures import random_figures

LANGUAGES: tuple[Language, ...] = ("en", "nl")
PLACE = ["section", "measure", "age_band", "period"]

# A second opinion on formulas: text replaced by numbers, then plain arithmetic.

FIGURE = re.compile(r"([a-z_0-9]+)\.([a-z_]+)(?:\.([0-9]+(?:-[0-9]+)?m\+?))?\[(\d{4}-\d\d)\](?:@(\d{4}-\d\d))?")
OVER = re.compile(r"(sum|mean_step)\(([a-z_0-9]+)\.([a-z_]+)\[(\d{4}-\d\d)\.\.(\d{4}-\d\d)\]\)")

Printed = Mapping[tuple[str, str, str, str], float]


def printed(observations: pd.DataFrame) -> dict[tuple[str, str, str, str], float]:
    known = observations[observations["value"].notna()]
    return dict(zip(known[PLACE].itertuples(index=False, name=None), known["value"].astype(float), strict=True))


def recompute(formula: str, figures: Printed) -> float:
    """The value of a formula over the figures, by nothing but arithmetic."""

    def over(match: re.Match[str]) -> str:
        kind, section, measure, first, last = match.groups()
        months = pd.period_range(first, last, freq="M").astype(str)
        values = [figures[section, measure, "all", month] for month in months]
        if kind == "sum":
            return repr(float(sum(values)))
        return repr(float(sum(abs(b - a) for a, b in pairwise(values))) / (len(values) - 1))

    def figure(match: re.Match[str]) -> str:
        return repr(float(figures[match[1], match[2], match[3] or "all", match[4]]))

    arithmetic = FIGURE.sub(figure, OVER.sub(over, formula))
    assert re.fullmatch(r"[-+*/(). 0-9]+", arithmetic), formula
    return float(eval(arithmetic))  # nothing but digits and signs


def within_rounding(figures: Printed, random: np.random.Generator) -> dict[tuple[str, str, str, str], float]:
    """True counts that the IND would have printed as these figures: anything less than half a ten away."""
    exact = {key: key[1].endswith("first_slot") for key in figures}
    corner = random.choice([-4.999, 4.999, 0.0], size=len(figures))
    return {
        key: value if exact[key] else max(0.0, value + float(shift))
        for (key, value), shift in zip(figures.items(), corner, strict=True)
    }


def numbers(text: str) -> list[str]:
    """Every number in a text, as it stands there."""
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def as_number(text: str, language: Language) -> float:
    thousands, decimal = (",", ".") if language == "en" else (".", ",")
    return float(text.replace(thousands, "").replace(decimal, "."))


def everything(observations: pd.DataFrame, language: Language) -> list[Statement]:
    return commentary.statements(observations, language) + commentary.caveats(observations, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", ["golden", "2026-01", "2026-03", "2027-08"])
def test_every_number_stands_in_the_evidence_and_follows_from_the_figures(
    golden: pd.DataFrame, edition: str, language: Language
) -> None:
    observations = golden if edition == "golden" else random_figures(7, edition)
    figures = printed(observations)
    random = np.random.default_rng(1)
    possible = [within_rounding(figures, random) for _ in range(25)]
    checked = 0
    for statement in everything(observations, language):
        assert numbers(statement.text) == [text for text, _ in statement.evidence], statement.text
        for text, quantity in statement.evidence:
            value = as_number(text, language)
            if quantity.unit in ("year", "name"):
                assert value == quantity.value
                continue
            decimals = len(text.partition("." if language == "en" else ",")[2]) if quantity.unit != "count" else 0
            decimals = decimals if decimals < 3 else 0
            exact = recompute(quantity.formula, figures)
            assert quantity.value == pytest.approx(exact), quantity.formula
            assert value == pytest.approx(
                abs(exact), abs=5.001 if quantity.unit == "average" else 0.5001 / 10**decimals
            )
            for truth in possible:
                low, high = quantity.low - 1e-6, quantity.high + 1e-6
                true = recompute(quantity.formula, truth)
                assert low <= true <= high, (quantity.formula, low, true, high)
            checked += 1
    assert checked > 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percentage_without_about_is_the_same_for_every_count_that_rounds_to_the_figures(
    golden: pd.DataFrame, language: Language
) -> None:
    figures, random = printed(golden), np.random.default_rng(2)
    possible = [within_rounding(figures, random) for _ in range(60)]
    about, fixed = (r"ongeveer\s", r"\sprocent\b") if language == "nl" else (r"about\s", "%")
    checked = 0
    for statement in commentary.statements(golden, language):
        for match in re.finditer(rf"(?<![\d.,])({about})?(\d+(?:[.,]\d)?){fixed}", statement.text):
            quantity = next(q for text, q in statement.evidence if text == match[2] and q.unit == "percent")
            decimals = 1 if re.search("[.,]", match[2]) else 0
            shown = {
                f"{float(indicators.rounded(abs(recompute(quantity.formula, truth)), decimals)):.{decimals}f}"
                for truth in possible
            }
            said = match[2].replace(",", ".")
            assert said in shown
            assert shown == {said} if not match[1] else len(shown) <= 2, statement.text
            checked += 1
    assert checked > 30


def test_a_number_that_is_no_figure_is_one_of_a_few() -> None:
    given = {
        (text, quantity.formula)
        for statement in everything(random_figures(3, "2025-12"), "en")
        for text, quantity in statement.evidence
        if quantity.unit == "name"
    }
    assert {text for text, _ in given} <= {"3", "6", "8", "12", "13", "15", "2025", "3.268"}


# The month by hand


def told(observations: pd.DataFrame, language: Language = "en") -> dict[str, str]:
    return {s.id: s.text.replace("\u00a0", " ") for s in everything(observations, language)}


def test_the_month_in_english(golden: pd.DataFrame) -> None:
    say = told(golden)
    assert say["asylum_first.pending"] == (
        "Pending first asylum applications rose from 48,190 at the end of November to 48,850 at the end of "
        "December 2025, the highest of the 13 months shown. "
        "A year earlier there were 45,740: an increase of 3,110 (6.8%)."
    )
    assert say["asylum_first.applications"] == (
        "Applications rose from 2,490 in November to 2,570 in December 2025. "
        "A year earlier there were 2,130: an increase of 440 (about 21%)."
    )
    assert say["asylum_first.decisions"] == (
        "There were 1,910 decisions in December 2025, the same figure as in November. "
        "A year earlier there were 1,850: an increase of 60 (about 3%)."
    )
    assert say["asylum_first.balance"] == (
        "In 2025 the IND received 24,070 applications and made 20,950 decisions: "
        "about 87 decisions for every hundred applications."
    )
    assert say["asylum_first.attainment"] == (
        "The IND was commissioned to make at least 40,080 decisions in 2025. It made 20,950, or 52% of that."
    )
    assert "25,390 applications (52.0% of those pending)" in say["asylum_first.age_15"]
    assert "36,490 applications (74.7% of those pending)" in say["asylum_first.age_6"]
    assert "27.4 percentage points higher than a year earlier" in say["asylum_first.age_15"]
    assert "about 1,750 decisions a month, the pending applications are 28 months of work" in say["asylum_first.work"]
    assert say["nareis_total.offset"] == (
        "The total hides a difference: in 2025 the IND made 20,150 decisions on applications for family members of "
        "refugees (MVV nareis), about 82% of the 24,480 commissioned, and 7,850 decisions on applications for family "
        "members of unaccompanied minors (article 8 ECHR), 4,490 more than the 3,360 commissioned."
    )
    assert "at least 27,840 decisions in 2025. It made 28,020, or about 101% of that." in say["nareis_total.attainment"]
    assert say["appointments.biometrics_first_slot"] == (
        "The time to the first free appointment to give biometrics fell from 9 days in November to 6 days in "
        "December 2025. A year earlier it was 4 days: an increase of 2 days. A change of 3 days in a month is larger "
        "than usual for this series: in the months before, it averaged 0.8 days."
    )
    assert "The tables imply about 740 of them in December 2025, against about 720" in say["asylum_general.implied"]


def test_the_month_in_dutch(golden: pd.DataFrame) -> None:
    say = told(golden, "nl")
    assert say["asylum_first.pending"] == (
        "Het aantal openstaande eerste asielaanvragen steeg van 48.190 eind november naar 48.850 eind december 2025, "
        "het hoogste aantal van de 13 getoonde maanden. Een jaar eerder waren het er 45.740: een toename van 3.110 "
        "(6,8 procent)."
    )
    assert say["asylum_first.decisions"] == (
        "Het aantal beslissingen was in december 2025 1.910, evenveel als in november. "
        "Een jaar eerder waren het er 1.850: een toename van 60 (ongeveer 3 procent)."
    )
    assert say["asylum_first.attainment"] == (
        "De opdracht was om in 2025 minimaal 40.080 beslissingen te nemen. "
        "Het werden er 20.950: 52 procent van dat aantal."
    )
    assert "25.390 aanvragen (52,0 procent van het totaal) langer open dan 15 maanden" in say["asylum_first.age_15"]
    assert say["nareis_total.offset"] == (
        "Achter het totaal gaat een verschil schuil: in 2025 nam de IND 20.150 beslissingen op nareisaanvragen voor "
        "een mvv, ongeveer 82 procent van de opdracht van 24.480, en 7.850 beslissingen op nareisaanvragen op grond "
        "van artikel 8 EVRM, 4.490 meer dan de opdracht van 3.360."
    )
    assert say["appointments.document_first_slot"] == (
        "De tijd tot de eerste vrije afspraak om een verblijfsdocument af te halen was in december 2025 10 dagen, "
        "even lang als in november. Een jaar eerder was dat 6 dagen: een toename van 4 dagen."
    )


def test_the_key_messages_follow_from_the_size_of_a_change_against_its_own_series(golden: pd.DataFrame) -> None:
    # Above one mean step: the pending total first (660 against 280), then the other stocks, the larger first.
    assert commentary.key_rows(Figures.of(golden)) == [
        ("asylum_first", "pending"),
        ("knowledge_talent", "pending"),
        ("asylum_dublin", "pending"),
    ]
    messages = [s for s in commentary.statements(golden, "en") if s.is_key_message]
    assert [s.id for s in messages] == ["overview.asylum_first", "overview.knowledge_talent", "overview.asylum_dublin"]
    assert "That is 3,110 more than a year earlier (6.8%)." in messages[0].text.replace("\u00a0", " ")


# The cases of the wording

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def edition(rows: Mapping[tuple[str, str, str], Iterable[int | None]], end: str = "2025-12") -> pd.DataFrame:
    """An edition with these rows: (section, measure, age band) and the figures of its last months."""
    cells = []
    for (section, measure, band), values in rows.items():
        listed = list(values)
        for period, value in zip(
            pd.period_range(end=end, periods=len(listed), freq="M").astype(str), listed, strict=True
        ):
            cells.append((end, section, measure, band, period, value))
    frame = pd.DataFrame(cells, columns=["edition", *PLACE, "value"])
    return frame.astype({"value": "Int64"})


def flow(*values: int | None, section: str = "family", language: Language = "en", end: str = "2025-12") -> str:
    key = f"{section}.applications"
    return told(edition({(section, "applications", "all"): values}, end), language)[key]


@pytest.mark.parametrize(
    ("values", "english", "dutch"),
    [
        ((200, 230), "Applications rose from 200 in November to 230 in December 2025.",
         "Het aantal aanvragen steeg van 200 in november naar 230 in december 2025."),
        ((230, 200), "Applications fell from 230 in November to 200 in December 2025.",
         "Het aantal aanvragen daalde van 230 in november naar 200 in december 2025."),
        ((200, 210), "Applications were unchanged within rounding in December 2025: 210, against 200 in November.",
         "Het aantal aanvragen bleef in december 2025 op de afronding na gelijk: 210, tegen 200 in november."),
        ((200, 200), "There were 200 applications in December 2025, the same figure as in November.",
         "Het aantal aanvragen was in december 2025 200, evenveel als in november."),
        ((0, 30), "Applications rose from 0 in November to 30 in December 2025.",
         "Het aantal aanvragen steeg van 0 in november naar 30 in december 2025."),
        ((30, 0), "Applications fell from 30 in November to 0 in December 2025.",
         "Het aantal aanvragen daalde van 30 in november naar 0 in december 2025."),
        ((None, 200), "There were 200 applications in December 2025.",
         "Het aantal aanvragen kwam in december 2025 uit op 200."),
    ],
)  # fmt: skip
def test_a_level_and_its_change_in_words(values: tuple[int | None, ...], english: str, dutch: str) -> None:
    assert flow(*values) == english
    assert flow(*values, language="nl") == dutch


def year(then: int, now: int, language: Language = "en") -> str:
    return flow(then, *[None] * 11, now, language=language).split(". ", 1)[1]


@pytest.mark.parametrize(
    ("then", "now", "english", "dutch"),
    [
        (2000, 3000, "there were 2,000: an increase of 1,000.", "waren het er 2.000: een toename van 1.000."),
        (20_000, 30_000, "an increase of 10,000 (50%).", "een toename van 10.000 (50 procent)."),
        (200_000, 251_200, "an increase of 51,200 (25.6%).", "een toename van 51.200 (25,6 procent)."),
        (2000, 1570, "a decrease of 430 (about 22%).", "een afname van 430 (ongeveer 22 procent)."),
        (300, 420, "an increase of 120.", "een toename van 120."),
        (90, 900, "an increase of 810.", "een toename van 810."),
        (900, 890, "there were 900: the same within rounding.", "waren het er 900: op de afronding na evenveel."),
        (0, 300, "there were 0: an increase of 300.", "waren het er 0: een toename van 300."),
    ],
)  # fmt: skip
def test_a_percentage_is_printed_only_as_the_rounding_allows(then: int, now: int, english: str, dutch: str) -> None:
    # 2,000 to 3,000 is anything from 2,995/2,005 to 3,005/1,995, a rise of 49 to 51 percent: too wide. 200,000 to
    # 251,200 is 25.594 to 25.606 percent, fixed to a tenth; 2,000 to 1,570 is 21.05 to 21.95. Below 100 there is none.
    assert year(then, now).endswith(english)
    assert year(then, now, "nl").endswith(dutch)


def test_days_are_exact_and_compared_as_such() -> None:
    def wait(*values: int | None, language: Language = "en") -> str:
        rows = {("appointments", "document_first_slot", "all"): values}
        return told(edition(rows), language)["appointments.document_first_slot"]

    to = "The time to the first free appointment to collect a residence document"
    assert wait(2, 1) == f"{to} fell from 2 days in November to 1 day in December 2025."
    assert wait(5, 5) == f"{to} was 5 days in December 2025, the same figure as in November."
    assert wait(None, 5) == f"{to} was 5 days in December 2025."
    assert wait(4, *[None] * 11, 4).endswith("A year earlier it was 4 days: the same.")
    assert wait(4, *[None] * 11, 4, language="nl").endswith("Een jaar eerder was dat 4 dagen: even lang.")


def test_a_month_of_another_year_is_named_with_its_year() -> None:
    assert flow(200, 300, end="2026-01") == "Applications rose from 200 in December 2025 to 300 in January 2026."
    assert flow(200, 300, end="2026-01", language="nl") == (
        "Het aantal aanvragen steeg van 200 in december 2025 naar 300 in januari 2026."
    )


def test_a_seasonal_table_is_compared_with_a_year_before_only() -> None:
    values = [1000, *[500] * 11, 3000]
    say = told(edition({("study", "applications", "all"): values}))
    assert say["study.applications"] == (
        "There were 3,000 applications in December 2025. A year earlier there were 1,000: an increase of 2,000."
    )
    assert (
        say["study.season"] == "These figures follow the academic year, so they are compared with a year earlier only."
    )


def test_a_row_that_the_edition_does_not_print_is_not_spoken_of(golden: pd.DataFrame) -> None:
    gone = golden[~((golden["section"] == "family") & (golden["measure"] == "decisions"))]
    gone = gone[gone["section"] != "naturalisation"]
    ids = {s.id for s in commentary.statements(gone, "nl")}
    assert not ids & {"family.decisions", "family.balance", "family.work"}
    assert {"family.applications", "family.pending", "family.age_3"} <= ids
    assert not any(name.startswith("naturalisation") for name in ids)


def test_a_figure_missing_in_the_report_month_says_nothing(golden: pd.DataFrame) -> None:
    blank = (golden["section"] == "labour") & (golden["period"] == "2025-12")
    ids = {s.id for s in commentary.statements(golden.assign(value=golden["value"].mask(blank)), "en")}
    assert not [name for name in ids if name.startswith("labour.")]


def test_a_figure_missing_in_an_earlier_month_ends_the_sums_but_not_the_level(golden: pd.DataFrame) -> None:
    blank = (golden["section"] == "labour") & (golden["period"] == "2025-06")
    ids = {s.id for s in commentary.statements(golden.assign(value=golden["value"].mask(blank)), "en")}
    assert {"labour.applications", "labour.pending"} <= ids
    assert not {"labour.balance", "labour.work"} & ids


def test_nothing_of_an_age_is_printed_as_zero_of_the_table() -> None:
    rows = {
        ("study", "pending", band): [value] for band, value in [("all", 180), ("0-1m", 180), ("1-3m", 0), ("3m+", 0)]
    }
    say = told(edition(rows))
    assert say["study.age_3"] == (
        "For the end of December 2025 the table prints 0 applications that had been waiting for longer than 3 months."
    )
    assert told(edition(rows), "nl")["study.age_3"] == (
        "Voor eind december 2025 vermeldt de tabel 0 aanvragen die langer openstonden dan 3 maanden."
    )


def test_a_share_that_barely_moved_is_said_to() -> None:
    bands = [("all", 50_000, 50_000), ("0-3m", 20_000, 19_950), ("3-6m", 20_000, 20_000), ("6m+", 10_000, 10_050)]
    rows = {("family", "pending", band): [then, *[None] * 11, now] for band, then, now in bands}
    assert (
        "The share differs by less than half a percentage point from that of a year earlier."
        in (told(edition(rows))["family.age_3"])
    )


def test_a_year_to_date_begins_in_january_and_twelve_months_may_cross_the_year() -> None:
    rows = {
        ("asylum_first", "applications", "all"): [1000] * 13,
        ("asylum_first", "decisions", "all"): [900] * 13,
        ("asylum_first", "commissioned", "all"): [800] * 13,
    }
    say = told(edition(rows, "2026-03"))
    assert say["asylum_first.balance"].startswith(
        "In the twelve months up to and including March 2026 the IND received 12,000 applications and made 10,800"
    )
    assert say["asylum_first.attainment"] == (
        "The IND was commissioned to make at least 2,400 decisions from January up to and including March 2026. "
        "It made 2,700, or 300 more than that."
    )
    dutch = told(edition(rows, "2026-03"), "nl")
    assert dutch["asylum_first.balance"].startswith("In de twaalf maanden tot en met maart 2026 ontving de IND 12.000")
    assert dutch["asylum_first.attainment"].startswith(
        "De opdracht was om van januari tot en met maart 2026 minimaal 2.400"
    )


def test_the_commission_is_not_judged_in_january() -> None:
    rows = {("asylum_first", measure, "all"): [1000] * 13 for measure in ("applications", "decisions", "commissioned")}
    assert "asylum_first.attainment" not in told(edition(rows, "2026-01"))


def test_a_commission_reached_within_rounding_is_said_so() -> None:
    rows = {
        ("asylum_safe_country", "decisions", "all"): [20] * 12,
        ("asylum_safe_country", "commissioned", "all"): [20] * 12,
    }
    assert told(edition(rows))["asylum_safe_country.attainment"] == (
        "The IND was commissioned to make at least 240 decisions in 2025. "
        "It made 240, or within rounding as many as that."
    )


def test_a_stock_is_compared_with_december_unless_a_month_or_a_year_ago_was_december() -> None:
    rows = {("family", "pending", "all"): [5000] * 12 + [6000]}
    assert (
        "At the end of 2024 there were 5,000: an increase of 1,000." in told(edition(rows, "2025-06"))["family.pending"]
    )
    assert (
        "Eind 2024 waren het er 5.000: een toename van 1.000." in told(edition(rows, "2025-06"), "nl")["family.pending"]
    )
    assert "2024" not in told(edition(rows, "2025-01"))["family.pending"].replace("December 2024", "")


def test_uncertain_terms_are_marked_and_ages_without_a_term_name_none(golden: pd.DataFrame) -> None:
    say, zeg = told(golden), told(golden, "nl")
    assert say["asylum_first.age_15"].endswith("it is contested to which applications the extension applies.")
    assert zeg["asylum_first.age_15"].endswith("staat ter discussie voor welke aanvragen de verlenging geldt.")
    for section, months in (("asylum_dublin", 6), ("nareis_art8", 6), ("nareis_total", 6), ("study", 3)):
        assert "term" not in say[f"{section}.age_{months}"]
        assert "termijn" not in zeg[f"{section}.age_{months}"]
    assert say["naturalisation.age_12"].count("the statutory decision term") == 1
    listed = commentary.terms(golden, "nl").set_index("section")
    assert set(listed.loc["Asiel: eerste aanvragen", "certainty"]) == {"zeker", "onzeker"}


def test_the_texts_speak_of_no_causes_and_no_forecasts(golden: pd.DataFrame) -> None:
    english = " ".join(s.text for s in commentary.statements(golden, "en")).lower()
    dutch = " ".join(s.text for s in commentary.statements(golden, "nl")).lower()
    for word in ("because", "due to", "expected", "will ", "sharp", "record", "significant", "dramatic", "only "):
        assert word not in english.replace("only.", "")
    for word in ("doordat", "vanwege", "verwacht", " zal ", "fors", "record", "explosie", "slechts", "flink"):
        assert word not in dutch


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(4))
def test_texts_of_any_month_are_whole_sentences(seed: int, language: Language) -> None:
    for statement in everything(random_figures(seed, f"2026-{3 * seed + 1:02}"), language):
        text = statement.text
        assert text[0].isupper() or not text[0].isalpha()
        assert not text[0].isdigit()
        assert text.endswith(".")
        assert not re.search(r"  |\s[,.;:]|\.\.|None|nan|\{|\}|~|--|\(\)", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_by_itself_is_told_as_in_the_whole(golden: pd.DataFrame, language: Language) -> None:
    told = commentary.statements(golden, language)
    for section in ("asylum_first", "study", "appointments"):
        mine = [s for s in told if s.section == section]
        assert mine
        assert commentary.of_section(golden, section, language) == mine
    assert commentary.of_section(golden[golden["section"] != "study"], "study", language) == []


def test_neighbours_of_one_topic_make_a_paragraph(golden: pd.DataFrame) -> None:
    first = [s for s in commentary.statements(golden, "en") if s.section == "asylum_first"]
    paragraphs = commentary.paragraphs(first)
    assert len(paragraphs) == 6
    assert paragraphs[1].startswith("Applications rose")
    assert "There were 1,910 decisions" in paragraphs[1].replace("\u00a0", " ")
    assert " ".join(paragraphs) == " ".join(s.text for s in first)


# What changed since the edition before


def before(golden: pd.DataFrame) -> pd.DataFrame:
    """The edition of November 2025 as the one of December tells it."""
    previous = golden[golden["period"] <= "2025-11"].assign(edition="2025-11")
    return previous.reset_index(drop=True)


def changed(observations: pd.DataFrame, value: int, **place: str) -> pd.DataFrame:
    here = pd.Series(True, index=observations.index)
    for column, wanted in place.items():
        here &= observations[column] == wanted
    assert here.sum() == 1
    return observations.assign(value=observations["value"].mask(here, value))


def news(observations: pd.DataFrame, previous: pd.DataFrame, language: Language = "en") -> dict[str, str]:
    return {
        s.id: s.text.replace("\u00a0", " ")
        for s in commentary.statements(observations, language, previous)
        if s.section == "news"
    }


def test_an_edition_that_revises_nothing_says_so(golden: pd.DataFrame) -> None:
    assert news(golden, before(golden)) == {
        "news.revisions": "This edition and that of November 2025 have 1,080 figures in common: 1,080 are the same, "
        "0 differ by no more than the rounding allows and none was revised."
    }
    assert news(golden, before(golden), "nl") == {
        "news.revisions": "Deze uitgave en die van november 2025 hebben 1.080 cijfers gemeen: 1.080 zijn gelijk, "
        "0 verschillen niet meer dan de afronding toelaat en geen enkel is herzien."
    }


def test_revisions_are_told_in_words_the_largest_first(golden: pd.DataFrame) -> None:
    previous = before(golden)
    october = {"section": "asylum_first", "period": "2025-10", "age_band": "all"}
    previous = changed(previous, 2200, measure="decisions", **october)
    previous = changed(previous, 9, section="appointments", measure="document_first_slot", period="2025-11")
    previous = changed(previous, 300, section="labour", measure="pending", age_band="3m+", period="2025-11")
    say = news(golden, previous)
    assert "1,077 are the same" in say["news.revisions"]
    assert say["news.revisions"].endswith("and 3 were revised.")
    told_first, zeg = say["news.revision_1"], news(golden, previous, "nl")
    november = golden[(golden["section"] == "labour") & (golden["age_band"] == "3m+") & (golden["period"] == "2025-11")]
    assert int(november["value"].iloc[0]) - 300 > 90
    assert told_first.startswith("Pending applications for a residence permit for labour migrants (over 3 months)")
    assert (
        "Decisions on first asylum applications in October 2025 were revised from 2,200 to 2,290."
        in (say["news.revision_2"])
    )
    assert say["news.revision_3"] == (
        "The time to the first free appointment to collect a residence document in November 2025 was revised "
        "from 9 days to 10 days."
    )
    assert "in oktober 2025 is herzien van 2.200 naar 2.290." in zeg["news.revision_2"]


def test_a_table_that_is_new_or_gone_is_named(golden: pd.DataFrame) -> None:
    previous = before(golden)
    say = news(golden[golden["section"] != "study"], previous[previous["section"] != "family"])
    assert say["news.added_family"] == (
        "The table “Residence permits: family” was not in the edition of November 2025."
    )
    assert say["news.dropped_study"] == (
        "The table “Residence permits: study” of the edition of November 2025 is no longer printed."
    )


def test_the_evidence_lists_every_number_with_its_formula(golden: pd.DataFrame) -> None:
    statements = commentary.statements(golden, "en")
    table = commentary.evidence(statements)
    assert list(table.columns) == ["statement", "printed", "value", "low", "high", "unit", "formula"]
    assert len(table) == sum(len(numbers(s.text)) for s in statements)
    share = table[(table["statement"] == "asylum_first.age_15") & (table["printed"] == "52.0")].iloc[0]
    assert share["formula"] == "100 * asylum_first.pending.15m+[2025-12] / asylum_first.pending[2025-12]"


def test_a_number_that_the_rounding_leaves_open_cannot_be_printed() -> None:
    say = commentary.Say("en", "2025-12")
    with pytest.raises(ValueError, match="too uncertain to print"):
        say.percent(indicators.Quantity(50, 40, 60, "percent", "x"))
