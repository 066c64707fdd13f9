"""The report in stages: a refusal leaves nothing, and what was read and checked is counted."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from ind_tables import errors
from ind_tables.months import shift
from ind_tables.record import observations
from ind_tables.run import publish, stages
from tests.documents.changes import CHANGED

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
MONTH = "2025-12"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first two stages done."""
    folder = tmp_path_factory.mktemp("outputs") / ".work" / MONTH
    stages.observe(MONTH, SAMPLE, folder)
    stages.check(MONTH, folder)
    return folder


def test_the_edition_is_read_into_tables_and_its_pdf_kept_beside_them(work: Path) -> None:
    figures = pd.read_csv(work / "observations.csv", dtype=str, keep_default_na=False)

    assert len(figures) == 1170
    assert figures["value"].iloc[0] == "2130"
    assert pd.read_parquet(work / "observations.parquet")["value"].astype(str).tolist() == figures["value"].tolist()
    assert (work / f"{MONTH}.pdf").read_bytes() == SAMPLE.read_bytes()
    reading = json.loads((work / "reading.json").read_text("utf8"))
    assert reading["pdf"]["facsimile"] is True
    assert reading["printed_cells"] == 1170


def test_what_an_incomplete_edition_lacks_is_named_on_top_of_the_report_in_both_languages(tmp_path: Path) -> None:
    work = tmp_path / ".work/2026-07"
    (tmp_path / "edition.pdf").write_bytes(CHANGED["everything at once"].pdf("Maandcijfers IND {month} {year}"))

    with pytest.raises(errors.IncompleteDocument):
        stages.observe("2026-07", tmp_path / "edition.pdf", work)
    stages.observe("2026-07", tmp_path / "edition.pdf", work, incomplete=True)
    stages.check("2026-07", work)
    stages.pages("2026-07", work)

    missing = json.loads((work / "reading.json").read_text("utf8"))["missing"]
    assert {"title": "Verblijfsvergunning arbeidsmigranten", "label": ""} in missing
    assert {"title": "Asiel - Eerste aanvragen", "label": "6 - 15 maanden"} in missing
    assert pd.read_csv(work / "unrecognised.csv")["label"].nunique() == 10
    for name, said in (
        ("report.html", "This edition is incomplete."),
        ("report.nl.html", "Deze editie is onvolledig."),
    ):
        header = (work / name).read_text("utf8").split("</header>")[0]
        assert said in header
        assert "“Asiel - Eerste aanvragen”, “6 - 15 maanden”" in header
    left_out = BeautifulSoup((work / "report.nl.html").read_text("utf8"), "html.parser").select("#checks ~ ul li")
    assert [line.get_text() for line in left_out] == [
        "pagina 1: de rij “Prognose” van “Asiel - Eerste aanvragen” is onbekend en is weggelaten; zet haar in de "
        "catalogus als zij bij de tabel hoort; en zo nog 8 (ind-tables extract --verbose noemt ze alle)",
        "pagina 2: de tabel “Screening” is onbekend en is weggelaten; zet haar in de catalogus als zij bij de uitgave "
        "hoort",
        "pagina 2: de tabel “Werk” is onbekend en is weggelaten; zet haar in de catalogus als zij bij de uitgave hoort",
    ]
    assert "was left out" in publish.made_from(work)["warnings"][0]


@pytest.mark.no_cover
def test_new_and_changed_notes_are_quoted_on_top_of_the_report_in_both_languages(work: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(work, tmp_path / ".work" / MONTH)
    reading = json.loads((changed / "reading.json").read_text("utf8"))
    assert reading["notes"] == []
    reading["notes"] = [
        {"page": 2, "text": "Met ingang van 2026 inclusief <b>herhaalde</b> aanvragen.", "was": ""},
        {"page": 1, "text": "Op basis van de verzenddatum.", "was": "Op basis van de beslisdatum."},
    ]
    (changed / "reading.json").write_text(json.dumps(reading), "utf8")

    stages.pages(MONTH, changed)

    for name, title, was in (
        ("report.html", "Notes of the document are new or changed.", "stands where there was"),
        ("report.nl.html", "Er staan nieuwe of gewijzigde toelichtingen in het document.", "staat waar eerder stond"),
    ):
        header = BeautifulSoup((changed / name).read_text("utf8"), "html.parser").header
        assert header is not None
        [note] = [div for div in header.select(".note") if title in div.get_text()]
        first, second = note.select("li")
        assert "2: Met ingang van 2026 inclusief <b>herhaalde</b> aanvragen." in first.get_text()
        assert second.get_text().endswith(f"1: Op basis van de verzenddatum. {was} Op basis van de beslisdatum.")
    shutil.rmtree(changed)


def test_what_was_checked_is_counted(work: Path) -> None:
    checks = json.loads((work / "checks.json").read_text("utf8"))
    identities = {rule["rule"]: (rule["evaluated"], rule["held"]) for rule in checks["rules"]}

    assert identities["bands_sum"] == (156, 156)
    assert identities["stock_flow"] == (144, 144)
    assert identities["nareis_sum"] == (104, 104)
    assert checks["findings"]["error"] == 0
    assert sum(len(row["periods"]) for row in checks["unverified"]) == 122
    assert (work / "suspects.csv").read_text("utf8").startswith("rank,explanation,section,measure,age_band,period,")
    assert (work / "publisher.csv").read_text("utf8") == "section,measure,age_band,period,value,stated,verdict,quote\n"


def test_what_the_publisher_writes_beside_the_pdf_is_held_against_the_figures(work: Path, tmp_path: Path) -> None:
    """The IND received 970 Dublin applications in December, and decided on 230 of them, not on 320."""
    shutil.copytree(work, tmp_path / "work")
    (tmp_path / "2025-12.html").write_text(
        "<h1>The IND in figures, December 2025</h1><h2>Asylum: Dublin procedure</h2>"
        "<p>In December 2025, 970 applications were received. The IND took 320 decisions in December 2025.</p>"
    )
    stages.check(MONTH, tmp_path / "work", tmp_path / "2025-12.html")
    stated = pd.read_csv(tmp_path / "work/publisher.csv").set_index("stated")["verdict"]
    assert stated[[970, 320]].tolist() == ["confirmed", "contradicted"]
    counts = json.loads((tmp_path / "work/checks.json").read_text("utf8"))["publisher"]
    assert counts == {"confirmed": 1, "contradicted": 1, "unclear": 0}
    assert json.loads((work / "checks.json").read_text("utf8"))["publisher"] is None
    assert "publisher" in set(pd.read_csv(tmp_path / "work/findings.csv")["rule"])
    certified = pd.read_csv(tmp_path / "work/certificate.csv").query("period == '2025-12' and value == 970")
    assert certified["witnesses"].str.contains("publisher").any()


def test_the_pages_for_readers_say_whose_figures_they_are_and_that_this_is_a_facsimile(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish.made_from(work)["written"] == ""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # the first second of 2026
    stages.pages(MONTH, work)

    english, dutch = ((work / name).read_text("utf8") for name in ("report.html", "report.nl.html"))
    assert '<html lang="en">' in english
    assert '<html lang="nl">' in dutch
    assert "re-typeset facsimile" in english
    assert "facsimile" in dutch
    assert all("Immigratie- en Naturalisatiedienst" in page for page in (english, dutch))
    run = publish.made_from(work)
    assert re.fullmatch(r"[0-9a-f]{64}", run["pdf"]["sha256"])
    assert run["package"]["name"] == "ind-tables"
    assert run["written"] == "2026-01-01"
    assert " on 1 January 2026; the next edition" in english
    assert " op 1 januari 2026; de volgende uitgave" in dutch


def test_a_refused_document_leaves_nothing(tmp_path: Path) -> None:
    damaged = tmp_path / "edition.pdf"
    damaged.write_bytes(SAMPLE.read_bytes()[:3000])

    with pytest.raises(errors.ReadError, match=r"^edition\.pdf "):
        stages.observe(MONTH, damaged, tmp_path / "work")
    assert not (tmp_path / "work").exists()


def test_another_month_than_asked_for_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.pdf"
    own.write_bytes(SAMPLE.read_bytes())

    with pytest.raises(errors.WrongMonth, match=r"^own\.pdf is the edition of 2025-12"):
        stages.observe("2025-11", own, tmp_path / "work")


def test_what_no_month_is_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestError, match="2025-13"):
        stages.observe("2025-13", SAMPLE, tmp_path)


def test_the_front_page_links_every_report_and_its_data_the_latest_first(work: Path, tmp_path: Path) -> None:
    run = publish.made_from(work)
    figures = observations.load(work / "observations.parquet")
    for edition, later in (("2025-12", 0), ("2026-01", 1)):
        (tmp_path / edition).mkdir()
        own = {**run, "edition": edition, "pdf": {**run["pdf"], "facsimile": edition == "2025-12"}}
        (tmp_path / edition / "run.json").write_text(json.dumps(own), "utf8")
        printed = figures.assign(edition=edition, period=[shift(period, later) for period in figures["period"]])
        observations.save(printed, tmp_path / edition / "observations.parquet")
    assert publish.index(tmp_path) == tmp_path / "index.html"

    page = (tmp_path / "index.html").read_text("utf8")
    links = re.findall(r'href="([^"#]+)"', page)
    assert [link for link in links if "/report" in link] == [
        f"{edition}/report{language}.html" for edition in ("2026-01", "2026-01", "2025-12") for language in ("", ".nl")
    ]
    for edition in ("2026-01", "2025-12"):
        files = ("workbook.xlsx", "observations.csv", "1-cleaning.html", "2-cross-checks.html", "3-commentary.html")
        assert {f"{edition}/{file}" for file in files} <= set(links)
    assert "At the end of December 2025, 25,390 first asylum applications" in page.replace("\u00a0", " ")
    assert page.index("original") < page.index("facsimile")
    assert "404 of 404" in page
    panel = pd.read_csv(tmp_path / "panel.csv")
    assert (len(panel), list(panel.columns)) == (2 * 1170, list(observations.COLUMNS))
    assert len(pd.read_parquet(tmp_path / "panel.parquet")) == 2 * 1170


def test_without_a_report_the_front_page_and_the_panel_are_empty(tmp_path: Path) -> None:
    publish.index(tmp_path)
    assert "report.html" not in (tmp_path / "index.html").read_text("utf8")
    assert (tmp_path / "panel.csv").read_text("utf8").splitlines() == [",".join(observations.COLUMNS)]
