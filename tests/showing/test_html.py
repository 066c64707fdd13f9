"""The pages as HTML: one language, one title, headings in order, tables with headers, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from tests.documents.pages import HOSTILE, NAMES, page

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

BYTES = 450_000
PLACEHOLDERS = {"", "image", "chart", "figure", "graph", "picture", "no description has been provided for this image"}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup(page(name), "html.parser")


def test_a_page_says_its_language_and_title_and_has_one_h1(name: str, soup: BeautifulSoup) -> None:
    assert soup.html is not None
    assert soup.html["lang"] == ("nl" if name.endswith(".nl.html") else "en")
    assert soup.title is not None
    assert len(soup.title.get_text(strip=True)) > 8
    assert len(soup.find_all("h1")) == 1
    assert page(name).startswith("<!DOCTYPE html>")


def test_no_level_of_heading_is_skipped(soup: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(heading.get_text(strip=True) for heading in soup.find_all(re.compile("^h[1-6]$")))


def test_ids_are_unique_and_references_lead_somewhere(soup: BeautifulSoup) -> None:
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    assert [name for name, times in ids.items() if times > 1] == []
    inside = [str(link["href"])[1:] for link in soup.find_all("a", href=re.compile("^#"))]
    named = [str(tag["aria-labelledby"]) for tag in soup.find_all(attrs={"aria-labelledby": True})]
    drawn = [str(tag["href"])[1:] for tag in soup.find_all("use")]
    assert set(inside + named + drawn) <= set(ids)
    assert inside


def test_every_picture_has_an_alternative_text_of_its_own(soup: BeautifulSoup) -> None:
    pictures = [tag for tag in soup.find_all("svg") if tag.parent is not None and not tag.find_parent("svg")]
    texts = [str(tag.get("aria-label", "")) for tag in pictures] + [str(i.get("alt", "")) for i in soup.find_all("img")]
    assert all(tag.get("role") == "img" for tag in pictures)
    assert not [text for text in texts if text.strip().lower().rstrip(".") in PLACEHOLDERS or len(text) < 20]


def test_every_table_has_a_caption_and_headers_with_a_scope(soup: BeautifulSoup) -> None:
    for table in soup.find_all("table"):
        assert table.caption is not None
        assert table.caption.get_text(strip=True)
        heads = table.find_all("th")
        assert heads
        assert {str(head.get("scope")) for head in heads} <= {"col", "row"}
        width = len(table.select("thead th"))
        assert all(len(row.find_all(["th", "td"])) == width for row in table.select("tbody tr"))


def test_a_wide_table_scrolls_in_a_named_region_that_the_keyboard_reaches(soup: BeautifulSoup) -> None:
    for table in soup.find_all("table"):
        region = table.find_parent(attrs={"role": "group"})
        assert isinstance(region, Tag)
        wide = len(table.select("thead th")) > 3 and "key-figures" not in table.get("class", [])
        assert region.get("tabindex") == ("0" if wide else None)
        assert region["aria-label"]


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(soup: BeautifulSoup) -> None:
    loading = {"img": "src", "image": "href", "link": "href", "iframe": "src", "source": "src", "use": "href"}
    for tag, attribute in loading.items():
        for element in soup.find_all(tag):
            assert re.match(r"data:image/|#", str(element.get(attribute, "#"))), element
    assert not soup.find_all(["script", "iframe", "object", "embed", "base", "form", "audio", "video"])
    assert not [t for t in soup.find_all(True) if any(str(a).lower().startswith("on") for a in t.attrs)]
    styles = " ".join(tag.get_text() for tag in soup.find_all("style"))
    assert not re.search(r"url\(|@import|expression\(", styles)


def test_a_policy_in_the_head_forbids_what_the_page_does_not_need(soup: BeautifulSoup) -> None:
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert "default-src 'none'" in str(policy["content"])
    assert "script-src" not in str(policy["content"])
    assert policy.parent is not None
    assert policy.parent.name == "head"


def test_a_page_is_small_whole_and_free_of_paths_and_times(name: str) -> None:
    text = page(name)
    assert len(text.encode()) < BYTES
    assert text.endswith("</html>\n")
    assert not re.search(r"/(?:tmp|home|work|root)/|\d\d:\d\d:\d\d|object at 0x", text)
    assert "None" not in re.sub(r"<details class=\"code\">.*?</details>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["doubtful.html", "doubtful.nl.html"])
def test_texts_from_a_document_are_shown_and_never_become_markup(name: str) -> None:
    soup = BeautifulSoup(page(name), "html.parser")
    assert HOSTILE in soup.get_text()
    assert not soup.find_all(["script", "img"])
    assert not soup.find_all(onload=True)
    assert "<script" not in page(name)


@pytest.mark.parametrize("name", ["report.html", "report.nl.html", "certificate.html", "1-cleaning.html"])
def test_a_skip_link_leads_to_the_main_part(name: str) -> None:
    soup = BeautifulSoup(page(name), "html.parser")
    assert soup.body is not None
    first = soup.body.find("a")
    assert isinstance(first, Tag)
    assert first["href"] == "#main"
    assert soup.main is not None
    assert soup.main["id"] == "main"


@pytest.mark.parametrize("name", [n for n in NAMES if n[0].isdigit()])
def test_in_the_notebooks_code_is_folded_and_results_are_not(name: str) -> None:
    soup = BeautifulSoup(page(name), "html.parser")
    cells = soup.find_all("details", class_="code")
    assert len(cells) > 3
    assert all(cell.find("pre") and not cell.has_attr("open") for cell in cells)
    assert len(soup.find_all("pre")) == len([p for p in soup.find_all("pre") if p.find_parent("details") or p.parent])


def test_links_between_the_pages_name_files_that_are_published() -> None:
    from ind_tables.run import publish

    published = {*publish.PRODUCTS, "2025-12.pdf"}
    certificates = ("certificate.html", "certificate.nl.html")
    for name in ("report.html", "report.nl.html", *certificates, "1-cleaning.html", "3-commentary.html"):
        links = [str(a["href"]) for a in BeautifulSoup(page(name), "html.parser").find_all("a", href=True)]
        local = {link for link in links if not re.match(r"https://|#|data:", link)}
        assert {link.removeprefix("../").partition("#")[0] for link in local} - {"index.html"} <= published, name
