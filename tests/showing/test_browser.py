"""The pages in a real browser, and before two checkers of HTML.

Chromium is driven by Playwright; axe-core, html-validate and the W3C's checker come from ``npm ci --prefix
tests/browser``. Where one of them is missing the tests that need it are skipped, each with a sentence that says
what is then not checked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.documents.pages import NAMES, page
from tests.layers import layered, only

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

TOOLS = Path(__file__).parents[1] / "browser" / "node_modules"
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
# The checker takes a picture in the page for blocked though img-src allows data:; whether a browser does is tested too.
BLIND = "blocked by “img-src” directive"
REPORTS = [name for name in NAMES if name.startswith(("report", "doubtful"))]


def needed(path: Path | str | None, sentence: str) -> None:
    if path is None or not Path(path).exists():
        pytest.skip(sentence)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page, as a file."""
    home = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        (home / name).write_text(page(name), "utf-8")
    return home


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    needed(CHROMIUM, "Chromium is not installed: the pages were not looked at in a browser.")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: the pages were not looked at in a browser."
    )
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def opened(browser: Any, path: Path, size: tuple[int, int] = SIZES["desktop"], scheme: str = "light") -> Iterator[Any]:
    """The page in a tab of its own, with everything that it asked for in ``tab.requests``."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.requests, tab.complaints = [], []
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.goto(path.as_uri())
    yield tab
    context.close()


@pytest.mark.parametrize("name", layered(NAMES, only("report.nl.html")))
def test_axe_finds_nothing_light_or_dark_on_desktop_or_phone(browser: Any, folder: Path, name: str) -> None:
    script = TOOLS / "axe-core" / "axe.min.js"
    needed(script, "axe-core is not installed (npm ci --prefix tests/browser): accessibility was not checked.")
    axe = script.read_text("utf-8")
    for size in SIZES.values():
        for scheme in ("light", "dark"):
            with opened(browser, folder / name, size, scheme) as tab:
                tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                tab.evaluate(axe)
                found = tab.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
                told = [
                    f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found["violations"]
                ]
                assert told == [], (size, scheme)
                assert len(found["passes"]) > 15


@pytest.mark.parametrize("name", layered(NAMES, only("report.nl.html")))
def test_no_request_leaves_the_page_and_the_browser_has_no_complaint(browser: Any, folder: Path, name: str) -> None:
    with opened(browser, folder / name) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert [url for url in tab.requests if not url.startswith("data:")] == [(folder / name).as_uri()]
        assert tab.complaints == []


@pytest.mark.parametrize("name", layered(NAMES, only("report.nl.html")))
def test_nothing_scrolls_sideways_at_320_pixels_but_wide_tables(browser: Any, folder: Path, name: str) -> None:
    with opened(browser, folder / name, (320, 640)) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        outside = tab.evaluate(
            """[...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => !e.closest('.table-scroll, .picture, svg') && e.getBoundingClientRect().right > 321)
            .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert outside == []


def test_no_word_of_the_front_page_is_broken_and_a_phone_shows_the_messages_whole(browser: Any, folder: Path) -> None:
    for size in SIZES.values():
        with opened(browser, folder / "index.html", size) as tab:
            rows = tab.locator("tbody tr").first.locator("td")
            height = rows.nth(2).evaluate(
                "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
            )
            assert (rows.nth(2).inner_text() in {"original", "facsimile"}, height) == (True, 1)
            assert rows.first.bounding_box()["x"] + rows.first.bounding_box()["width"] <= size[0]


def test_a_wide_table_scrolls_with_the_keyboard(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "report.nl.html", (320, 640)) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        region = tab.locator(".table-scroll[tabindex]").first
        region.focus()
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("ArrowRight")
        moved = any(tab.wait_for_timeout(50) or region.evaluate("table => table.scrollLeft > 0") for _ in range(200))
        assert moved


@pytest.mark.parametrize("name", layered(REPORTS, only("report.nl.html")))
def test_a_phone_shows_a_short_page_with_all_columns_and_readable_charts(browser: Any, folder: Path, name: str) -> None:
    with opened(browser, folder / name, SIZES["phone"]) as tab:
        assert tab.evaluate("document.documentElement.scrollHeight") < 31_971 / 2
        cells = tab.evaluate(
            "[...document.querySelectorAll('.key-figures td')].map(e => e.getBoundingClientRect()).map(r => r.right)"
        )
        assert len(cells) > 60
        assert max(cells) <= SIZES["phone"][0]
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        sizes = tab.evaluate(
            """[...document.querySelectorAll('.chart-svg')].map(e => e.getBoundingClientRect().width
            / e.viewBox.baseVal.width * parseFloat(getComputedStyle(e.querySelector('text')).fontSize))"""
        )
        assert len(sizes) > 20
        assert min(sizes) >= 12


@pytest.mark.parametrize("name", layered(REPORTS, only("report.nl.html")))
def test_the_contents_push_no_message_down_and_stand_open_beside_it_where_there_is_room(
    browser: Any, folder: Path, name: str
) -> None:
    for width, height in ((390, 844), (600, 900), (800, 900), (1215, 900), (1216, 900), (1600, 900)):
        with opened(browser, folder / name, (width, height)) as tab:
            first, link = tab.locator(".messages li").first, tab.locator(".contents li a").first
            if name.startswith("report"):
                assert first.bounding_box()["y"] < height
            assert link.is_visible() == (width >= 1216), width
            if width < 1216:
                tab.locator(".contents summary").click()
                assert link.is_visible()
    with opened(browser, folder / name) as tab:
        tab.emulate_media(media="print")
        assert tab.locator(".contents li a").first.is_visible()


def test_details_fold_and_unfold_with_the_keyboard(browser: Any, folder: Path) -> None:
    for name, what in (("report.html", "figure details"), ("3-commentary.html", "details.code")):
        with opened(browser, folder / name) as tab:
            details = tab.locator(what).first
            inside = details.locator(":scope > :not(summary)").first
            assert not inside.is_visible()
            details.locator("summary").focus()
            tab.keyboard.press("Enter")
            assert inside.is_visible()
            tab.keyboard.press("Enter")
            assert not inside.is_visible()


def test_the_first_stop_of_the_keyboard_is_the_skip_link_and_every_stop_is_seen(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "report.html") as tab:
        for stop in range(12):
            tab.keyboard.press("Tab")
            place, outline = tab.evaluate(
                "[document.activeElement.getBoundingClientRect().top, getComputedStyle(document.activeElement).outline]"
            )
            assert place >= 0, stop
            assert "solid" in outline
            if stop == 0:
                assert tab.evaluate("document.activeElement.className") == "skip"
                tab.keyboard.press("Enter")
                assert tab.url.endswith("#main")


def test_dark_and_light_differ_and_charts_follow(browser: Any, folder: Path) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with opened(browser, folder / "report.html", scheme=scheme) as tab:
            colours[scheme] = tab.evaluate(
                """[getComputedStyle(document.body).backgroundColor,
                getComputedStyle(document.querySelector('.chart-svg text')).fill,
                getComputedStyle(document.documentElement).getPropertyValue('--chart-age-4')]"""
            )
    assert all(light != dark for light, dark in zip(colours["light"], colours["dark"], strict=True))


@pytest.mark.parametrize("name", layered(REPORTS, only("report.nl.html")))
def test_a_report_prints_on_a4_without_a_cut_figure(browser: Any, folder: Path, name: str) -> None:
    width, height = round(176 / 25.4 * 96), round(263 / 25.4 * 96)  # what the margins leave of A4
    with opened(browser, folder / name, (width, height), "dark") as tab:
        printed = tab.pdf(prefer_css_page_size=True)
        tab.emulate_media(media="print", color_scheme="dark")
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        sizes = tab.evaluate(
            """[...document.querySelectorAll('figure, .table-scroll')].filter(e => e.offsetParent).map(e =>
            [e.offsetHeight, e.scrollWidth, getComputedStyle(e).breakInside, e.className])"""
        )
        assert len(sizes) > 20
        for tall, wide, breaking, kind in sizes:
            assert wide <= width
            if kind != "table-scroll":
                assert breaking == "avoid"
                assert tall < height
        assert not tab.locator("details:not(.fold)").first.is_visible()
        assert tab.locator(".fold .charts").first.is_visible()
    import pikepdf

    pdf = folder / f"{name}.pdf"
    pdf.write_bytes(printed)
    with pikepdf.open(pdf) as document:
        assert 8 <= len(document.pages) <= 26
        assert all([round(float(edge)) for edge in sheet.mediabox] == [0, 0, 595, 842] for sheet in document.pages)


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_broken_over_two_lines_in_print(browser: Any, folder: Path, name: str) -> None:
    width, height = round(176 / 25.4 * 96), round(263 / 25.4 * 96)
    with opened(browser, folder / name, (width, height)) as tab:
        tab.emulate_media(media="print")
        lines = tab.evaluate(
            """[...document.querySelectorAll('td')]
              .filter(e => /^[-−+]?[0-9][0-9.,]*$/.test(e.textContent.trim())).map(e => {
              const range = document.createRange(); range.selectNodeContents(e);
              return [e.textContent, new Set([...range.getClientRects()].map(r => r.top)).size];
            })"""
        )
    assert [text for text, count in lines if count > 1] == []
    assert name == "index.html" or len(lines) > 30


# Two checkers of HTML


def node() -> str | None:
    """A node new enough for html-validate: Playwright's own, else the machine's."""
    try:
        import playwright
    except ImportError:
        return shutil.which("node")
    bundled = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
    return str(bundled) if bundled.exists() else shutil.which("node")


@pytest.mark.full
def test_html_validate_finds_no_error(folder: Path) -> None:
    tool = TOOLS / "html-validate" / "bin" / "html-validate.mjs"
    needed(tool, "html-validate is not installed (npm ci --prefix tests/browser): it did not check the pages.")
    needed(node(), "node is not installed: html-validate did not check the pages.")
    told = folder / "html-validate.json"
    pages = [str(folder / name) for name in NAMES]
    ended = subprocess.run(
        [str(node()), str(tool), "--preset", "standard", "--formatter", f"json={told}", *pages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.exists(), ended.stderr
    messages = [
        f"{Path(report['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for report in json.loads(told.read_text("utf-8"))
        for message in report["messages"]
    ]
    assert messages == []
    assert ended.returncode == 0, ended.stderr


@pytest.mark.full
def test_the_checker_of_the_w3c_finds_no_error_and_no_warning(folder: Path) -> None:
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    needed(jar, "vnu-jar is not installed (npm ci --prefix tests/browser): the W3C's checker did not see the pages.")
    needed(shutil.which("java"), "Java is not installed: the W3C's checker did not see the pages.")
    ended = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", *(str(folder / name) for name in NAMES)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [
        message
        for message in json.loads(ended.stdout)["messages"]
        if (message["type"] != "info" or message.get("subType") == "warning") and BLIND not in message["message"]
    ]
    assert [f"{m['url'].rsplit('/', 1)[-1]}:{m.get('lastLine')} {m['message']}" for m in told] == []
    assert ended.returncode == 0, ended.stderr
