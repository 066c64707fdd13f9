"""The commentary: every number recomputed from the figures, the wording of each case, both languages read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pandas as pd
import pytest

from ind_tables.errors import RequestError
from ind_tables.showing.grid import grid
from ind_tables.telling import commentary, quantities
from ind_tables.telling.commentary import Statement
from ind_tables.telling.quantities import Figures, within
from ind_tables.telling.say import Evidence, Language, Say
from tests.documents.facsimile.figures import random_figures
from tests.layers import layered, only
from tests.telling.truths import truths

pytestmark = pytest.mark.no_cover

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


def numbers(text: str) -> list[str]:
    """Every number in a text, as it stands there."""
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def as_number(text: str, language: Language) -> float:
    thousands, decimal = (",", ".") if language == "en" else (".", ",")
    return float(text.replace(thousands, "").replace(decimal, "."))


def everything(observations: Figures | pd.DataFrame, language: Language) -> list[Statement]:
    figures = Figures.of(observations)
    return commentary.statements(figures, language) + commentary.caveats(figures, language)


def gridded(figures: Figures, language: Language) -> list[tuple[str, Evidence]]:
    """The text of every grid of facts, cell by cell, and the evidence for it."""
    grids = [grid(figures, section, language) for section in figures.sections]
    return [("; ".join([cell for line in one.rows for cell in line] + [one.caption]), one.evidence) for one in grids]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", layered(["golden", "2026-01", "2026-03", "2027-08"], only("golden", "2026-01")))
def test_every_number_stands_in_the_evidence_and_follows_from_the_figures(
    december: Figures, edition: str, language: Language
) -> None:
    of_edition = december if edition == "golden" else Figures.of(random_figures(7, edition))
    figures = printed(of_edition.observations)
    possible = truths(of_edition.observations, 8, 1)
    checked = 0
    told = [(statement.text, statement.evidence) for statement in everything(of_edition, language)]
    for said_here, evidence in [*told, *gridded(of_edition, language)]:
        assert numbers(said_here) == [text for text, _ in evidence], said_here
        for text, quantity in evidence:
            value = as_number(text, language)
            if quantity.unit in ("year", "name"):
                assert value == quantity.value
                continue
            if quantity.unit == "bound":
                assert value == quantity.value
                assert value in (quantity.low, quantity.high)
                assert all(quantity.low <= recompute(quantity.formula, truth) <= quantity.high for truth in possible)
                continue
            if quantity.unit == "end":
                assert value == quantity.value
                assert all(0 < abs(recompute(quantity.formula, truth)) < value for truth in possible)
                continue
            decimals = len(text.partition("." if language == "en" else ",")[2]) if quantity.unit != "count" else 0
            decimals = decimals if decimals < 3 else 0
            exact = recompute(quantity.formula, figures)
            assert quantity.value == pytest.approx(exact), quantity.formula
            assert value == pytest.approx(
                abs(quantity.likely), abs=5.001 if quantity.unit == "average" else 0.5001 / 10**decimals
            )
            for truth in possible:
                low, high = quantity.low - 1e-6, quantity.high + 1e-6
                true = recompute(quantity.formula, truth)
                assert low <= true <= high, (quantity.formula, low, true, high)
            checked += 1
    assert checked > 500


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percentage_without_about_is_the_same_for_every_count_that_rounds_to_the_figures(
    golden: pd.DataFrame, december: Figures, language: Language
) -> None:
    possible = truths(golden, 12, 2)
    about, fixed = (r"ongeveer\s", r"\sprocent\b") if language == "nl" else (r"about\s", "%")
    checked = 0
    of_other_editions = ".firsts"  # how first figures were revised
    told = [
        (statement.text, statement.evidence)
        for statement in everything(december, language)
        if of_other_editions not in statement.id
    ]
    for said_here, evidence in [*told, *gridded(december, language)]:
        left = list(evidence)
        for match in re.finditer(rf"(?<![\d.,])({about})?[+−]?(\d+(?:[.,]\d)?){fixed}", said_here):
            quantity = next(q for text, q in left if text == match[2] and q.unit == "percent")
            left = left[[q for _, q in left].index(quantity) + 1 :]
            decimals = 1 if re.search("[.,]", match[2]) else 0
            shown = {
                f"{float(quantities.rounded(abs(recompute(quantity.formula, truth)), decimals)):.{decimals}f}"
                for truth in possible
            }
            said = match[2].replace(",", ".")
            assert said in shown
            assert shown == {said} if not match[1] else len(shown) <= 2, said_here
            checked += 1
    assert checked > 60


def test_a_number_that_is_no_figure_is_one_of_a_few() -> None:
    given = {
        (text, quantity.formula)
        for statement in everything(random_figures(3, "2025-12"), "en")
        for text, quantity in statement.evidence
        if quantity.unit == "name" and "first figures" not in quantity.formula
    }
    assert {text for text, _ in given} <= {"1", "2", "3", "4", "6", "8", "12", "13", "15", "2025"}


# The month by hand


def told(observations: Figures | pd.DataFrame, language: Language = "en") -> dict[str, str]:
    return {s.id: s.text.replace("\u00a0", " ") for s in everything(observations, language)}


def test_the_month_in_english(december: Figures) -> None:
    say = told(december)
    assert say["asylum_first.pending"] == (
        "Pending first asylum applications rose from 48,190 at the end of November to 48,850 at the end of "
        "December 2025, the highest of the 13 months shown, the eighth rise in a row. "
        "A year earlier there were 45,740: an increase of 3,110 (7%)."
    )
    assert say["asylum_first.cause"] == "In December 2,570 came in and 1,910 were decided: 660 more pending."
    assert say["asylum_first.attainment"] == (
        "The target in 2025 was about 40,080 decisions. The IND made 20,950, or 52% of that."
    )
    assert say["asylum_first.age_15"] == (
        "For over 15 months, 25,390 applications (52% of all pending) had been pending; the number has more than "
        "doubled in a year, from 11,250."
    )
    assert say["asylum_first.age_6"] == (
        "At the end of December 2025, 36,490 applications (75% of those pending) had been waiting for longer than 6 "
        "months, the statutory decision term, against 32,580 a year earlier."
    )
    assert say["asylum_dublin.pending"] == (
        "At the end of December 2025 the IND had 3,030 applications in the Dublin procedure (Track 1) pending, 750 "
        "more than a month before, the eighth rise in a row, and nearly three times as many as a year before (1,110), "
        "the highest of the 13 months shown."
    )
    assert say["asylum_dublin.cause"] == (
        "Against 970 new applications in December stood 230 decisions, which left some 750 more pending."
    )
    assert say["nareis_mvv.pending"] == (
        "Over twelve months, pending MVV family reunification applications went from 42,410 to 30,410 (−28%), the "
        "lowest of the 13 months shown, the eleventh fall in a row; at the end of November there were 31,100."
    )
    assert say["nareis_total.offset"] == (
        "The total hides a difference: in 2025 the IND made 20,150 decisions on MVV family reunification "
        "applications, about 82% of a target of about 24,480, and 7,850 decisions on family reunification "
        "applications under article 8 ECHR, more than twice a target of about 3,360."
    )
    assert say["nareis_total.attainment"].endswith("27,840 decisions. The IND made 28,020, or about 101% of that.")
    assert say["appointments.biometrics_first_slot"] == (
        "The time to the first free appointment to give biometrics was 6 days in December 2025, 3 days less than in "
        "November and 2 days more than a year earlier."
    )
    assert say["knowledge_talent.pending"].endswith(
        "In December alone it rose by 400; in the months before it had moved by about 74 a month on average."
    )
    assert "The tables imply about 740 of them in December 2025, against about 720" in say["asylum_general.implied"]


def test_the_month_in_dutch(december: Figures) -> None:
    say = told(december, "nl")
    assert say["asylum_first.pending"] == (
        "Het aantal openstaande eerste asielaanvragen steeg van 48.190 eind november naar 48.850 eind december 2025, "
        "het hoogste aantal van de 13 getoonde maanden, de achtste stijging op rij. Een jaar eerder waren het er "
        "45.740: een toename van 3.110 (7 procent)."
    )
    assert say["asylum_first.cause"] == (
        "In december kwamen er 2.570 binnen en werd op 1.910 beslist, zodat er 660 meer openstonden."
    )
    assert say["asylum_first.attainment"] == (
        "Het streefcijfer was in 2025 ongeveer 40.080 beslissingen. Het werden er 20.950: 52 procent daarvan."
    )
    assert say["asylum_first.age_15"] == (
        "Al langer dan 15 maanden stonden er 25.390 open (52 procent van alle openstaande); dat aantal is "
        "in een jaar ruim verdubbeld, van 11.250."
    )
    assert say["asylum_safe_country.pending"] == (
        "Eind december 2025 wachtten 100 aanvragen in de veiligelandenprocedure (spoor 2) op een beslissing, het "
        "laagste aantal van de 13 getoonde maanden, de vijfde daling op rij. Een maand tevoren waren dat er 120 en het "
        "jaar tevoren 200."
    )
    assert say["nareis_total.offset"] == (
        "Achter het totaal gaat een verschil schuil: in 2025 nam de IND 20.150 beslissingen op nareisaanvragen voor "
        "een mvv, ongeveer 82 procent van een streefcijfer van ongeveer 24.480, en 7.850 beslissingen op "
        "nareisaanvragen op grond van artikel 8 EVRM, ruim twee keer een streefcijfer van ongeveer 3.360."
    )
    assert say["appointments.document_first_slot"] == (
        "In december 2025 kwam de tijd tot de eerste vrije afspraak om een verblijfsdocument af te halen uit op 10 "
        "dagen: even lang als een maand eerder en 4 dagen meer dan een jaar eerder."
    )


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
            unit = "days" if measure.endswith("first_slot") else "count"
            cells.append((end, section, measure, band, period, value, unit))
    frame = pd.DataFrame(cells, columns=["edition", *PLACE, "value", "unit"])
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
        ((200, 210), "Applications rose by less than 20, from 200 in November to 210 in December 2025.",
         "Het aantal aanvragen steeg met nog geen 20, van 200 in november naar 210 in december 2025."),
        ((20, 10), "Applications fell by less than 20, from 20 in November to 10 in December 2025.",
         "Het aantal aanvragen daalde met nog geen 20, van 20 in november naar 10 in december 2025."),
        ((210, 230), "Applications rose from 210 in November to 230 in December 2025.",
         "Het aantal aanvragen steeg van 210 in november naar 230 in december 2025."),
        ((200, 200), "There were 200 applications in December 2025, the same figure as in November.",
         "Het aantal aanvragen kwam in december 2025 uit op 200, hetzelfde cijfer als in november."),
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
        (200_000, 251_200, "an increase of 51,200 (26%).", "een toename van 51.200 (26 procent)."),
        (2000, 1570, "a decrease of 430 (about 22%).", "een afname van 430 (ongeveer 22 procent)."),
        (300, 420, "an increase of 120.", "een toename van 120."),
        (90, 900, "an increase of 810.", "een toename van 810."),
        (900, 890, "there were 900: a decrease of less than 20.", "waren het er 900: een afname van nog geen 20."),
        (900, 900, "there were 900: the same figure.", "waren het er 900: hetzelfde cijfer."),
        (0, 300, "there were 0: an increase of 300.", "waren het er 0: een toename van 300."),
    ],
)  # fmt: skip
def test_a_percentage_is_printed_only_as_the_rounding_allows(then: int, now: int, english: str, dutch: str) -> None:
    # 2,000 to 3,000 is anything from 2,995/2,005 to 3,005/1,995, a rise of 49 to 51 percent: too wide. 200,000 to
    # 251,200 is 25.594 to 25.606 percent; 2,000 to 1,570 is 21.05 to 21.95. Below 100 there is none.
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
    ids = {s.id for s in commentary.statements(Figures.of(gone), "nl")}
    assert not ids & {"family.decisions", "family.balance", "family.work"}
    assert {"family.applications", "family.pending", "family.age_3"} <= ids
    assert not any(name.startswith("naturalisation") for name in ids)


def test_a_figure_missing_in_the_report_month_says_nothing(golden: pd.DataFrame) -> None:
    blank = (golden["section"] == "labour") & (golden["period"] == "2025-12")
    ids = {s.id for s in commentary.statements(Figures.of(golden.assign(value=golden["value"].mask(blank))), "en")}
    assert not [name for name in ids if name.startswith("labour.")]


@pytest.mark.slow
def test_a_figure_missing_in_an_earlier_month_ends_the_sums_but_not_the_level(golden: pd.DataFrame) -> None:
    blank = (golden["section"] == "labour") & (golden["period"] == "2025-06")
    ids = {s.id for s in commentary.statements(Figures.of(golden.assign(value=golden["value"].mask(blank))), "en")}
    assert {"labour.cause", "labour.pending"} <= ids
    assert "asylum_first.attainment" in ids
    blank = (golden["section"] == "asylum_first") & (golden["period"] == "2025-06")
    missing = golden.assign(value=golden["value"].mask(blank))
    assert "asylum_first.attainment" not in {s.id for s in commentary.statements(Figures.of(missing), "en")}


def test_nothing_of_an_age_is_printed_as_zero_of_the_table() -> None:
    rows = {
        ("study", "pending", band): [value] for band, value in [("all", 180), ("0-1m", 180), ("1-3m", 0), ("3m+", 0)]
    }
    say = told(edition(rows))
    assert say["study.age_3"] == (
        "At the end of December 2025 virtually no application (0 after rounding) had been waiting for longer than 3 "
        "months."
    )
    assert told(edition(rows), "nl")["study.age_3"] == (
        "Eind december 2025 stond vrijwel geen aanvraag (afgerond 0) langer open dan 3 maanden."
    )


def test_a_year_to_date_begins_in_january() -> None:
    rows = {
        ("asylum_first", "applications", "all"): [1000] * 13,
        ("asylum_first", "decisions", "all"): [900] * 13,
        ("asylum_first", "commissioned", "all"): [800] * 13,
    }
    say = told(edition(rows, "2026-03"))
    assert say["asylum_first.attainment"] == (
        "The target from January up to and including March 2026 was about 2,400 decisions. The IND made 2,700, or "
        "about 300 more."
    )
    dutch = told(edition(rows, "2026-03"), "nl")
    assert dutch["asylum_first.attainment"].startswith(
        "Het streefcijfer was van januari tot en met maart 2026 ongeveer 2.400"
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
        "The target in 2025 was about 240 decisions. The IND made 240, or within rounding as many as that."
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


@pytest.mark.slow
def test_uncertain_terms_and_ages_without_a_term_are_not_named(december: Figures) -> None:
    say, zeg = told(december), told(december, "nl")
    assert not any("verified" in text or "contested" in text for text in say.values()), "it stands with the terms"
    unnamed = [("asylum_first", 15), ("asylum_safe_country", 6), ("asylum_general", 15), ("nareis_mvv", 6)]
    for section, months in (*unnamed, ("asylum_dublin", 6), ("nareis_art8", 6), ("nareis_total", 6), ("study", 3)):
        assert "term" not in say[f"{section}.age_{months}"]
        assert "termijn" not in zeg[f"{section}.age_{months}"]
    assert say["naturalisation.age_12"].count("the statutory decision term") == 1
    with pytest.raises(RequestError, match=r"^no language de; expected one of en, nl$"):
        commentary.terms(december, "de")  # type: ignore[arg-type]
    listed = commentary.terms(december, "nl")
    assert "onzeker" not in set(listed.loc[listed["term"] != "", "certainty"])


@pytest.mark.slow
def test_the_texts_speak_of_no_causes_and_no_forecasts(december: Figures) -> None:
    english = " ".join(s.text for s in commentary.statements(december, "en")).lower()
    dutch = " ".join(s.text for s in commentary.statements(december, "nl")).lower()
    for word in ("because", "due to", "expected", "will ", "sharp", "record", "significant", "dramatic", "only "):
        assert word not in english.replace("only.", "")
    for word in ("doordat", "vanwege", "verwacht", " zal ", "fors", "record", "explosie", "slechts", "flink"):
        assert word not in dutch


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", layered(range(4), lambda seed: seed == 0))
def test_texts_of_any_month_are_whole_sentences(seed: int, language: Language) -> None:
    for statement in everything(random_figures(seed, f"2026-{3 * seed + 1:02}"), language):
        text = statement.text
        assert text[0].isupper() or not text[0].isalpha()
        assert not text[0].isdigit()
        assert text.endswith(".")
        assert not re.search(r"  |\s[,.;:]|\.\.|None|nan|\{|\}|~|--|\(\)", text), text


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_by_itself_is_told_as_in_the_whole(
    golden: pd.DataFrame, december: Figures, language: Language
) -> None:
    told = commentary.statements(december, language)
    for section in ("asylum_first", "study", "appointments"):
        mine = [s for s in told if s.section == section]
        assert mine
        assert commentary.of_section(december, section, language) == mine
    assert commentary.of_section(Figures.of(golden[golden["section"] != "study"]), "study", language) == []


@pytest.mark.slow
def test_neighbours_of_one_topic_make_a_paragraph(december: Figures) -> None:
    first = [s for s in commentary.statements(december, "en") if s.section == "asylum_first"]
    paragraphs = commentary.paragraphs(first)
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("Pending first asylum applications rose")
    assert "1,910 were decided" in paragraphs[0].replace("\u00a0", " ")
    assert " ".join(paragraphs) == " ".join(s.text for s in first)


@pytest.mark.slow
def test_no_frame_is_heard_more_than_three_times_in_the_chapters(december: Figures) -> None:
    """A frame: the first words of a sentence on those who wait, on what came in, on targets and on long waits."""
    told = [s for s in commentary.statements(december, "en") if s.section not in ("overview", "appointments")]
    begun = (s.text.replace("\u00a0", " ").removeprefix("At the end of December 2025") for s in told)
    frames = Counter(" ".join(re.sub(r"[\d.,]+", "#", text).split()[:5]) for text in begun)
    assert max(frames.values()) <= 3, frames.most_common(3)


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
        for s in commentary.statements(Figures.of(observations), language, Figures.of(previous))
        if s.section == "news"
    }


@pytest.mark.slow
def test_an_edition_that_revises_nothing_says_so(golden: pd.DataFrame) -> None:
    assert news(golden, before(golden)) == {
        "news.revisions": "This edition and that of November 2025 have 1,080 figures in common: 1,080 are the same, "
        "0 differ by no more than the rounding allows and none was revised."
    }
    assert news(golden, before(golden), "nl") == {
        "news.revisions": "Deze uitgave en die van november 2025 hebben 1.080 cijfers gemeen: 1.080 zijn gelijk, "
        "0 verschillen niet meer dan de afronding toelaat en geen enkel is herzien."
    }


@pytest.mark.slow
def test_revisions_are_told_in_words_the_largest_in_percent_beyond_rounding_first(golden: pd.DataFrame) -> None:
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
        in (say["news.revision_3"])
    )
    assert say["news.revision_2"] == (
        "The time to the first free appointment to collect a residence document in November 2025 was revised "
        "from 9 days to 10 days."
    )
    assert "in oktober 2025 is herzien van 2.200 naar 2.290." in zeg["news.revision_3"]


@pytest.mark.slow
def test_a_table_that_is_new_or_gone_is_named(golden: pd.DataFrame) -> None:
    previous = before(golden)
    say = news(golden[golden["section"] != "study"], previous[previous["section"] != "family"])
    assert say["news.added_family"] == (
        "The table “Residence permit for family and relatives” was not in the edition of November 2025."
    )
    assert say["news.dropped_study"] == (
        "The table “Residence permit for study” of the edition of November 2025 is no longer printed."
    )


@pytest.mark.slow
def test_the_evidence_lists_every_number_with_its_formula(december: Figures) -> None:
    statements = commentary.statements(december, "en")
    table = commentary.evidence(statements)
    assert list(table.columns) == ["statement", "printed", "value", "low", "high", "unit", "formula"]
    assert len(table) == sum(len(numbers(s.text)) for s in statements)
    share = table[(table["statement"] == "asylum_first.age_15") & (table["printed"] == "52")].iloc[0]
    assert share["formula"] == "100 * asylum_first.pending.15m+[2025-12] / asylum_first.pending[2025-12]"


def test_a_number_that_the_rounding_leaves_open_cannot_be_printed() -> None:
    say = Say("en", "2025-12")
    with pytest.raises(ValueError, match="too uncertain to print"):
        say.percent(within(50, 40, 60, "percent", "x"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "english", "dutch"),
    [
        ("Opdracht IND", "target", "streefcijfer"),
        ("Begroting 2025", "budget", "begroting"),
        ("Prognose", "forecast", "prognose"),
        ("Doel", "norm", "norm"),
    ],
)
def test_the_norm_is_what_the_edition_calls_it(golden: pd.DataFrame, label: str, english: str, dutch: str) -> None:
    figures = Figures.of(golden.assign(label=golden["label"].mask(golden["measure"] == "commissioned", label)))
    for language, said in (("en", english), ("nl", dutch)):
        told = [
            s.text for s in commentary.statements(figures, language) if "attainment" in s.id and not s.is_key_message
        ]
        caveats = " ".join(s.text for s in commentary.caveats(figures, language))
        assert told
        assert all(re.search(rf"\b{said}\b", text) for text in told)
        assert ("“Opdracht IND”" in caveats) == (label == "Opdracht IND" and language == "en")


def test_what_the_document_does_not_say_is_not_said_of_one_that_does(golden: pd.DataFrame) -> None:
    row = (golden["section"] == "study") & (golden["measure"] == "decisions")
    silent = "The document does not say how many applications were granted"
    plain, with_row = (
        " ".join(s.text for s in commentary.caveats(Figures.of(frame), "en"))
        for frame in (golden, golden.assign(label=golden["label"].mask(row, "Waarvan ingewilligd")))
    )
    assert silent in plain
    assert silent not in with_row
    assert "gives no causes" in with_row


def test_no_caveat_is_about_what_an_edition_does_not_print(golden: pd.DataFrame) -> None:
    bare = golden[(golden["measure"] != "commissioned") & ~golden["section"].str.startswith("nareis")]
    ids = {s.id for s in commentary.caveats(Figures.of(bare.reset_index(drop=True)), "en")}
    assert not any("commission" in name or "nareis" in name for name in ids)


@pytest.mark.slow
def test_the_one_sum_that_the_document_allows_is_told_once_with_its_bounds(december: Figures) -> None:
    """3,030 + 100 + 51,790 pending; a month before 54,230, a year before 52,380: by hand from the three tables."""
    english, dutch = (
        [one.text for one in commentary.statements(december, language) if one.id == "overview.asylum_total"]
        for language in LANGUAGES
    )
    assert len(english) == len(dutch) == 1
    for said in (
        "54,920",
        "between 54,905 and 54,935 before rounding",
        "690 more than a month earlier",
        "2,540 more than a year earlier",
        "52,760",
    ):
        assert said in english[0]
    for said in ("54.920", "690 meer dan een maand eerder", "2.540 meer dan een jaar eerder", "52.760"):
        assert said in dutch[0]
    assert "No other tables may be added up" in english[0]


@pytest.mark.slow
def test_the_sum_is_not_told_where_one_of_its_tables_is_missing(golden: pd.DataFrame) -> None:
    without = golden[golden["section"] != "asylum_dublin"]
    told = commentary.statements(Figures.of(without), "en")
    assert [one.id for one in told if one.id == "overview.asylum_total"] == []
