"""Charts: titles with a message, texts from the data, one axis of months, slim and repeatable SVG, colours apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ind_tables import catalogue
from ind_tables.errors import RequestError
from ind_tables.showing import charts, drawings, layout
from ind_tables.showing.charts import Chart, KeyFigures
from ind_tables.telling.commentary import Language
from ind_tables.telling.quantities import Figures
from tests.documents.facsimile.figures import random_figures

pytestmark = pytest.mark.slow

SECTIONS = [
    *["asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general", "nareis_mvv", "nareis_art8"],
    *["nareis_total", "family", "knowledge_talent", "study", "labour", "naturalisation", "appointments"],
]
NARROW, FONT = (
    0.62,
    12.0,
)  # the width of a letter of DejaVu Sans in its own size: wider than that of most readers' fonts


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    frame = pd.read_csv("tests/golden/2025-12.csv", dtype=str)
    return frame.astype({"value": "Int64"})


@pytest.fixture(scope="module")
def drawn(december: Figures) -> list[Chart]:
    found = [chart for section in SECTIONS for chart in charts.for_section(december, section, "en")]
    reached = charts.attainment(december, "en")
    assert isinstance(reached, charts.Chart)
    return [reached, *found]


def by_id(drawn: list[Chart]) -> dict[str, Chart]:
    return {chart.id: chart for chart in drawn}


def texts(svg: str) -> list[tuple[float, float, str, str]]:
    """The texts of an SVG: place, what it says, and its anchor."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        if element.tag.endswith("text"):
            inherited = element.get("style", "")
            shift = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", element.get("transform", ""))
            x, y = (
                (float(shift[1]), float(shift[2]))
                if shift
                else (float(element.get("x", 0)), float(element.get("y", 0)))
            )
            anchor = re.search(r"text-anchor:\s*(\w+)", inherited)
            found.append((x, y, element.text or "", anchor[1] if anchor else "start"))
    return found


# What they say


def test_titles_carry_the_message_and_subtitles_say_what_where_when(drawn: list[Chart]) -> None:
    chart = by_id(drawn)
    assert chart["flows-asylum_first"].title == "Fewer decisions than applications in 2025: 20,950 against 24,070"
    assert chart["flows-nareis_mvv"].title == "More decisions than applications in 2025: 20,150 against 8,150"
    assert chart["flows-study"].title == "Applications outnumbered decisions in 2025: 21,540 against 21,440"
    assert chart["age-asylum_first"].title.replace("\u00a0", " ") == (
        "Longer than 15 months: more than doubled in a year, to 25,390"
    )
    assert chart["age-asylum_dublin"].title == "Nearly tripled in a year: 3,030 pending"
    assert chart["age-family"].title.replace("\u00a0", " ") == "Over 3 months: 27% of those pending"
    assert (
        chart["age-asylum_safe_country"].title.replace("\u00a0", " ") == "Longer than 6 months: 40 pending applications"
    )
    assert chart["attainment"].title == "The target was met in 2 of 7 tables"
    assert chart["slots"].title.replace("\u00a0", " ") == (
        "First appointment in December 2025: document after 10 days, biometrics after 6 days"
    )
    for name, found in chart.items():
        assert "the Netherlands" in found.subtitle, name
        assert "2025" in found.subtitle


def test_the_alternative_text_tells_the_data(drawn: list[Chart]) -> None:
    flows = by_id(drawn)["flows-asylum_first"]
    assert flows.alt.replace("\u00a0", " ") == (
        "Line chart. Applications went from 2,130 in December 2024 to 2,570 in December 2025. Decisions went from "
        "1,850 in December 2024 to 1,910 in December 2025. The target was last 3,340 decisions a month."
    )
    assert flows.description.replace("\u00a0", " ") == (
        "Lowest and highest: applications 1,330 (March 2025) and 2,700 (September 2025); decisions 1,430 (June 2025) "
        "and 2,290 (October 2025)."
    )
    for chart in drawn:
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img"
        assert root.get("aria-label") == chart.alt
        assert len(chart.alt) > 60
        assert chart.description != chart.alt


def test_every_number_of_the_texts_stands_in_the_evidence(drawn: list[Chart]) -> None:
    for chart in drawn:
        printed = {text for text, _ in chart.evidence} | {"2"}
        words = " ".join([chart.title, chart.subtitle, chart.alt, chart.description])
        names = r"\(track \d\)|\(article \d ECHR\)"
        assert set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(names, "", words))) <= printed, chart.id


def test_the_data_are_the_figures(figures: pd.DataFrame, drawn: list[Chart]) -> None:
    flows = by_id(drawn)["flows-labour"].data
    assert list(flows.columns) == ["Month", "Applications", "Decisions"]
    labour = figures[figures["section"] == "labour"]
    assert flows["Decisions"].tolist() == labour.loc[labour["measure"] == "decisions", "value"].tolist()
    ages = by_id(drawn)["age-labour"].data
    assert list(ages.columns) == ["Month", "Up to 1\u00a0month", "1 to 3\u00a0months", "Over 3\u00a0months"]
    over = labour[(labour["age_band"] == "3m+")]["value"].tolist()
    assert ages.iloc[:, -1].tolist() == over
    reached = by_id(drawn)["attainment"].data
    assert reached.iloc[0].tolist() == ["First asylum applications", 20_950, 40_080]


def test_a_section_that_prints_too_little_has_no_chart(figures: pd.DataFrame) -> None:
    assert not charts.flows(Figures.of(figures), "appointments")
    assert not charts.stock_by_age(Figures.of(figures), "appointments")
    assert not charts.first_slots(Figures.of(figures[figures["section"] != "appointments"]))
    gap = figures[~((figures["section"] == "family") & (figures["age_band"] == "6m+"))]
    assert not charts.stock_by_age(Figures.of(gap), "family")
    january = figures[figures["period"] <= "2025-01"].assign(edition="2025-01")
    assert not charts.attainment(Figures.of(january))


def test_a_chart_that_is_absent_says_why(figures: pd.DataFrame) -> None:
    january = figures[figures["period"] <= "2025-01"].assign(edition="2025-01")
    absent = charts.attainment(january)
    assert absent == charts.Absent(
        "There is no such chart in January: the target is a minimum for the year, and is never judged on one month."
    )
    assert "nooit aan één maand afgemeten" in str(charts.attainment(january, "nl"))
    gone = charts.attainment(figures[figures["measure"] != "commissioned"])
    assert "does not print decisions and target of every month since January" in str(gone)
    assert "how long the applications of this table have been pending" in str(
        charts.stock_by_age(figures, "appointments")
    )


def test_a_section_or_language_that_is_none_is_refused(figures: pd.DataFrame) -> None:
    for ask in (charts.flows, charts.stock_by_age, charts.for_section):
        with pytest.raises(RequestError, match=r"no section asylum_frst; did you mean asylum_first\?"):
            ask(figures, "asylum_frst")
    with pytest.raises(RequestError, match="no language de; expected one of en, nl"):
        charts.key_figures(figures, "de")  # type: ignore[arg-type]


def test_links_under_a_chart_can_be_read_on_its_light_card_in_a_dark_notebook(figures: pd.DataFrame) -> None:
    card = charts.flows(figures, "family")._repr_html_()
    assert "<a " in card
    for name in ("", "-visited", "-hover"):
        assert f"--jp-content-link{name}-color:#12436d" in card.partition(">")[0]


def test_what_stands_for_a_chart_in_a_terminal_is_short(figures: pd.DataFrame) -> None:
    for chart in (charts.flows(figures, "family"), charts.key_figures(figures), charts.attainment(figures)):
        assert len(repr(chart)) < 600


def test_a_month_without_a_figure_is_a_gap_in_the_line_and_a_word_in_the_table(figures: pd.DataFrame) -> None:
    june = (figures["section"] == "family") & (figures["period"] == "2025-06") & (figures["measure"] == "decisions")
    chart = charts.flows(Figures.of(figures.assign(value=figures["value"].mask(june))), "family")
    assert isinstance(chart, charts.Chart)
    whole = charts.flows(Figures.of(figures), "family")
    assert isinstance(whole, charts.Chart)
    assert chart.title == "Applications and decisions by month"
    assert "<td>not printed</td>" in chart.html()
    assert "<td>not printed</td>" not in whole.html()
    assert lines(chart) == lines(whole) + 1


def lines(chart: Chart) -> int:
    """How many separate pieces of line in the first two colours the chart draws."""
    root = ElementTree.fromstring(chart.svg)
    colour = f"stroke:var(--chart-2,{layout.LIGHT['chart-2']})"
    alone = sum(colour in e.get("style", "") for e in root if e.tag.endswith("path"))
    return alone + sum(len(e) for e in root if e.tag.endswith("g") and colour in e.get("style", ""))


# How they look


def test_every_axis_of_months_shows_the_same_months(drawn: list[Chart]) -> None:
    ticks = {
        tuple(text for _, _, text, _ in texts(chart.svg) if re.fullmatch(r"[A-Z][a-z]{2}", text))
        for chart in drawn
        if chart.id != "attainment"
    }
    assert ticks == {("Dec", "Mar", "Jun", "Sep", "Dec")}
    assert {len(chart.data) for chart in drawn if chart.id != "attainment"} == {13}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_text_lies_over_another_or_leaves_the_picture(seed: int, language: Language) -> None:
    figures = Figures.of(random_figures(seed, f"2026-{seed + 4:02}"))
    drawn = [c for s in SECTIONS[seed::3] for c in charts.for_section(figures, s, language)]
    reached = charts.attainment(figures, language)
    assert isinstance(reached, charts.Chart)
    for chart in [reached, *drawn]:
        width, height = map(float, ElementTree.fromstring(chart.svg).attrib["viewBox"].split()[2:])
        boxes = []
        for x, y, text, anchor in texts(chart.svg):
            long = NARROW * FONT * len(text)
            left = x - {"start": 0, "middle": long / 2, "end": long}[anchor]
            boxes.append((left, y - 0.75 * FONT, left + long, y + 0.2 * FONT, text))
            assert 0 <= y <= height, (chart.id, text)
            assert left > -6, (chart.id, text)
            assert x < width if anchor == "start" else x <= width, (chart.id, text)
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (chart.id, one[4], other[4])


def test_the_same_figures_give_the_same_bytes(figures: pd.DataFrame) -> None:
    for make in (charts.attainment, charts.first_slots, charts.key_figures):
        once, again = make(Figures.of(figures), "nl"), make(Figures.of(figures), "nl")
        assert isinstance(once, charts.Chart | charts.KeyFigures)
        assert isinstance(again, charts.Chart | charts.KeyFigures)
        assert once.html() == again.html()
    once, again = (charts.stock_by_age(Figures.of(figures), "family") for _ in range(2))
    assert isinstance(once, charts.Chart)
    assert isinstance(again, charts.Chart)
    assert once.svg == again.svg


def test_a_chart_is_drawn_once_for_both_languages(figures: pd.DataFrame) -> None:
    drawings.lines.cache_clear()
    english, dutch = (charts.flows(Figures.of(figures), "family", language) for language in ("en", "nl"))
    assert isinstance(english, charts.Chart)
    assert isinstance(dutch, charts.Chart)
    assert drawings.lines.cache_info().misses == 1
    told = [re.findall(r">([^<]+)<", chart.svg) for chart in (english, dutch)]
    assert [told[0][:5], told[1][:5]] == [["Dec", "Mar", "Jun", "Sep", "Dec"], ["dec", "mrt", "jun", "sep", "dec"]]
    thousands, duizenden = (
        [re.sub("^[a-z]+ ", "", text) for text in texts if re.search("[.,]", text)] for texts in told
    )
    assert thousands
    assert [text.replace(",", ".") for text in thousands] == duizenden


def test_a_slot_that_nobody_knows_is_an_error(figures: pd.DataFrame) -> None:
    drawing = drawings.Drawing("0 0 1 1", "<text>mood:good</text>")
    assert ">fine &amp; well<" in drawing.svg("x", "alt", lambda kind, argument: "fine & well")
    text = charts._Text("en", "2025-12")
    with pytest.raises(ValueError, match="mood"):
        charts._chart(
            "x", text, drawing=drawing, labels=[], data=figures, title="", subtitle="", alt="", description=""
        )


def test_ids_are_unique_over_all_charts_and_refer_to_what_is_there(drawn: list[Chart]) -> None:
    ids: list[str] = []
    for chart in drawn:
        mine = re.findall(r' id="([^"]+)"', chart.svg)
        assert set(re.findall(r'href="#([^"]+)"', chart.svg)) <= set(mine)
        assert all(name.startswith(chart.id) for name in mine)
        ids += mine
    assert len(ids) == len(set(ids))


def test_a_chart_is_small_and_has_no_colour_or_font_of_its_own(drawn: list[Chart]) -> None:
    for chart in drawn:
        assert len(chart.svg) < 16_000, chart.id
        assert not re.search(r"font-family|DejaVu|<style|<script|<metadata|clip-path", chart.svg)
        bare = re.sub(r"var\(--[a-z0-9-]+,#[0-9a-f]{6}\)", "", chart.svg)
        assert "#" not in re.sub(r'href="#[^"]+"|id="[^"]+"', "", bare), chart.id


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(("palette", "paper"), [(layout.LIGHT, "#ffffff"), (layout.DARK, "#15191e")])
def test_lines_stand_out_from_the_page_and_from_each_other_in_greyscale(palette: dict[str, str], paper: str) -> None:
    for name in ("chart-1", "chart-2", "chart-3", "chart-edge"):
        assert contrast(palette[name], paper) >= 2.9, name
    assert contrast(palette["chart-1"], palette["chart-2"]) >= 1.4
    ages = [luminance(palette[f"chart-age-{n}"]) for n in range(1, 5)]
    assert ages in (sorted(ages), sorted(ages, reverse=True))
    for younger, older in pairwise(palette[f"chart-age-{n}"] for n in range(1, 5)):
        assert contrast(younger, older) >= 1.6


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=6).map(sorted),
    st.floats(1, 15),
)
def test_labels_are_moved_apart_and_keep_their_order(places: list[float], gap: float) -> None:
    moved = drawings.spread(places, gap, 0, 100)
    assert len(moved) == len(places)
    assert all(later - earlier >= gap - 1e-9 for earlier, later in pairwise(moved))
    assert max(moved) <= 100


# As elements of a page


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


def test_a_chart_comes_with_caption_description_and_its_data_as_a_table(drawn: list[Chart]) -> None:
    chart = by_id(drawn)["age-naturalisation"]
    page = BeautifulSoup(chart.html(), "html.parser")
    figure = page.figure
    assert figure is not None
    assert figure["id"] == "age-naturalisation"
    assert figure.figcaption is not None
    assert chart.title in figure.figcaption.get_text()
    details = figure.details
    assert details is not None
    assert chart.description in details.get_text()
    rows = details.select("tbody tr")
    assert len(rows) == 13
    assert [th["scope"] for th in details.select("thead th")] == ["col"] * 4
    assert all(row.th is not None and row.th["scope"] == "row" for row in rows)
    assert details.caption is not None
    region = details.select_one("[role=group]")
    assert region is not None
    assert region["tabindex"] == "0"


def test_in_a_notebook_charts_and_key_figures_show_themselves(figures: pd.DataFrame, drawn: list[Chart]) -> None:
    key = charts.key_figures(Figures.of(figures))
    for shown in (drawn[0], key):
        html = shown._repr_html_()
        assert html.startswith("<div")
        assert shown.html() in html


def test_titles_of_any_wording_are_escaped() -> None:
    hostile = "<script>alert(\"1\")</script> & 'x'"
    data = pd.DataFrame({hostile: [hostile], "n": [1]})
    chart = Chart("x", hostile, hostile, "<svg></svg>", hostile, hostile, data, (), "en")
    tags = Tags()
    tags.feed(chart.html())
    assert "script" not in tags.found
    row = charts.KeyRow(hostile, (hostile,), "<svg></svg>")
    key = KeyFigures("k", hostile, hostile, (hostile, "n"), (row,), data, (), "en")
    tags = Tags()
    tags.feed(key.html())
    assert "script" not in tags.found


# Key figures


def test_the_key_figures_of_the_month(figures: pd.DataFrame) -> None:
    key = charts.key_figures(Figures.of(figures))
    first = key.rows[0]
    assert (first.label, first.cells) == ("First asylum applications", ("2,570", "1,910", "48,850", "+660", "+3,110"))
    study = next(row for row in key.rows if row.label == "Residence permit for study")
    assert study.cells == ("1,800", "2,540", "180", "not compared", "+110")
    assert len(key.rows) == 12
    assert key.data.iloc[0].tolist() == ["First asylum applications", 2570, 1910, 48_850, 660, 3110]
    dutch = charts.key_figures(Figures.of(figures), "nl")
    assert dutch.rows[1].cells == ("970", "230", "3.030", "+750", "+1.920")
    assert "Van 45.740 naar 48.850, laagste 45.120, hoogste 48.850" in dutch.rows[0].sparkline


def test_a_key_figure_that_is_not_printed_or_did_not_move_is_said_so(figures: pd.DataFrame) -> None:
    family = figures["section"] == "family"
    gone = family & (figures["measure"] == "applications") & (figures["period"] == "2025-12")
    still = family & (figures["measure"] == "pending") & (figures["age_band"] == "all")
    changed = figures.assign(value=figures["value"].mask(gone).mask(still, 5000))
    rows = charts.key_figures(Figures.of(changed)).rows
    row = next(r for r in rows if r.label == "Residence permit for family and relatives")
    assert row.cells == ("not printed", "2,440", "5,000", "the same", "the same")


def test_where_a_series_breaks_a_dashed_line_stands_and_what_was_before_does_not(
    figures: pd.DataFrame, tmp_path: Path
) -> None:
    entry = """
[[breaks]]
section = "study"
kind = "redefined"
date = "2025-06"
english = "From June 2025 repeated applications are counted too."
dutch = "Vanaf juni 2025 tellen herhaalde aanvragen mee."
"""
    (tmp_path / "breaks.toml").write_text(entry, "utf8")
    with catalogue.using(tmp_path / "breaks.toml"):
        broken = [charts.flows(figures, "study"), charts.stock_by_age(figures, "study")]
    plain = [charts.flows(figures, "study"), charts.stock_by_age(figures, "study")]
    for marked, whole in zip(broken, plain, strict=True):
        assert isinstance(marked, Chart)
        assert isinstance(whole, Chart)
        assert (marked.svg.count("stroke-dasharray"), whole.svg.count("stroke-dasharray")) == (1, 0)
        assert marked.subtitle.replace("\u00a0", " ").endswith(
            "December 2025. From June 2025 repeated applications are counted too."
        )
        assert whole.subtitle.endswith("2025")
        assert marked.data.iloc[:, 1].isna().tolist() == [True] * 6 + [False] * 7


def test_a_break_at_the_desk_is_marked_in_its_chart_and_one_elsewhere_is_not(
    figures: pd.DataFrame, tmp_path: Path
) -> None:
    for section, marks in (("appointments", 1), ("study", 0)):
        entry = (
            f'[[breaks]]\nsection = "{section}"\nkind = "redefined"\ndate = "2025-06"\n'
            'english = "From June 2025 another desk is counted too."\ndutch = "Vanaf juni 2025 telt een loket mee."\n'
        )
        (tmp_path / "breaks.toml").write_text(entry, "utf8")
        with catalogue.using(tmp_path / "breaks.toml"):
            chart = charts.first_slots(figures, "nl")
        assert isinstance(chart, Chart)
        assert chart.svg.count("stroke-dasharray") == marks
        assert chart.subtitle.replace("\u00a0", " ").endswith("Vanaf juni 2025 telt een loket mee.") == bool(marks)


def test_the_lines_of_the_desk_are_labelled_with_their_last_values(figures: pd.DataFrame) -> None:
    chart = charts.first_slots(figures)
    assert isinstance(chart, Chart)
    written = [text for _, _, text, _ in texts(chart.svg)]
    assert {"document 10", "biometrics 6"} <= set(written)
