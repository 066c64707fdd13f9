"""Pages are glyphs that stand upright and can be seen, however the file turns, moves or hides them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from ind_tables.errors import DamagedPdf, DocumentTooLarge, NotAPdf, PasswordProtected, RequestError
from ind_tables.reading import pages
from ind_tables.reading.pages import Page
from tests.documents.facsimile.postprocess import encrypted
from tests.documents.refusals.spoilt import without_pages

WIDTH, HEIGHT = 300, 200


def drawn(folder: Path, draw: Callable[[Canvas], None], rotate: int = 0) -> Path:
    """A page of 300 by 200 points on which ``draw`` writes in Helvetica of 10 points."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont("Helvetica", 10)
    draw(canvas)
    canvas.save()
    with pikepdf.open(buffer) as document:
        document.pages[0].rotate(rotate, relative=False)
        document.save(folder / "page.pdf")
    return folder / "page.pdf"


def read(source: Path) -> Page:
    [page] = pages.read(source)
    return page


def text(page: Page) -> str:
    return "".join(glyph.text for glyph in page.glyphs)


# --------------------------------------------------------------------------------------------------
# Upright


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_glyph_stands_upright_at_its_place_whatever_way_the_page_is_shown(tmp_path: Path, rotate: int) -> None:
    page = read(drawn(tmp_path, lambda canvas: canvas.drawString(40, 150, "45"), rotate))

    assert (page.width, page.height) == (WIDTH, HEIGHT)
    first = page.glyphs[0]
    assert (first.text, first.x0, first.y, first.size) == ("4", pytest.approx(40, abs=0.6), 150, 10)
    assert first.x1 - first.x0 == pytest.approx(5.56, abs=0.1)  # a digit of Helvetica is 0.556 wide


def test_turned_text_is_read_upright_and_what_runs_across_it_is_sideways(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(120, 20, "7")
        canvas.rotate(90)
        canvas.drawString(40, -150, "Aanvragen")

    page = read(drawn(tmp_path, draw))

    assert (page.width, page.height) == (HEIGHT, WIDTH)
    assert text(page) == "Aanvragen"
    [(turn, across)] = page.sideways.items()
    assert [glyph.text for glyph in across] == ["7"]
    # upwards on a page that is turned clockwise to be read: x is the height 40, y the width less 150
    assert (page.glyphs[0].x0, page.glyphs[0].y) == (pytest.approx(40, abs=0.6), 150)
    box = (across[0].x0, across[0].y, across[0].x1, across[0].y + 10)
    x0, y0, x1, y1 = page.back(box, turn)
    assert (round(x0), round(y0, 1)) == (20, round(300 - 120 - 5.56, 1))
    assert (x1 - x0, y1 - y0) == (10, pytest.approx(5.56, abs=0.1))


def test_text_at_an_angle_is_no_part_of_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 150, "45")
        canvas.rotate(30)
        canvas.drawString(100, 0, "CONCEPT")

    page = read(drawn(tmp_path, draw))

    assert (text(page), page.sideways, page.hidden) == ("45", {}, ())


# --------------------------------------------------------------------------------------------------
# What nobody sees


def invisible(canvas: Canvas) -> None:
    words = canvas.beginText(40, 100)
    words.setTextRenderMode(3)
    words.textOut("9.990")
    canvas.drawText(words)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(40, 100, "9.990")


def clipped(canvas: Canvas) -> None:
    window = canvas.beginPath()
    window.rect(40, 150, 100, 20)
    canvas.clipPath(window, stroke=0, fill=0)
    canvas.drawString(40, 100, "9.990")


def clipped_twice(canvas: Canvas) -> None:
    for y in (95, 105):
        window = canvas.beginPath()
        window.rect(40, y, 100, 5)
        canvas.clipPath(window, stroke=0, fill=0)
    canvas.drawString(40, 100, "9.990")


def clipped_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("form", 0, 0, WIDTH, HEIGHT)
    clipped(canvas)
    canvas.endForm()
    canvas.translate(20, 50)  # where the window would be, did it stay behind
    canvas.doForm("form")


def outside(canvas: Canvas) -> None:
    canvas.drawString(WIDTH + 10, 100, "9.990")


@pytest.mark.parametrize("hide", [invisible, transparent, clipped, clipped_twice, clipped_in_a_form, outside])
def test_what_cannot_be_seen_is_kept_apart(tmp_path: Path, hide: Callable[[Canvas], None]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 180, "45")
        hide(canvas)

    page = read(drawn(tmp_path, draw))

    assert text(page) == "45"
    assert "".join(glyph.text for glyph in page.hidden) == "9.990"


def in_a_window(canvas: Canvas) -> None:
    window = canvas.beginPath()
    window.rect(30, 90, 100, 30)
    canvas.clipPath(window, stroke=0, fill=0)
    canvas.drawString(40, 100, "45")


def in_a_window_of_a_form(canvas: Canvas) -> None:
    canvas.beginForm("form", 0, 0, WIDTH, HEIGHT)
    in_a_window(canvas)
    canvas.endForm()
    canvas.translate(100, 50)
    canvas.scale(0.5, 0.5)
    canvas.doForm("form")


def outlined(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    words = canvas.beginText(40, 100)
    words.setTextRenderMode(1)
    words.textOut("45")
    canvas.drawText(words)


@pytest.mark.parametrize("show", [in_a_window, in_a_window_of_a_form, outlined])
def test_what_a_window_lets_be_seen_or_only_outlines_is_read(tmp_path: Path, show: Callable[[Canvas], None]) -> None:
    page = read(drawn(tmp_path, show))

    assert (text(page), page.hidden) == ("45", ())


# --------------------------------------------------------------------------------------------------
# Files


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"", NotAPdf, "edition.pdf is empty"),
        (b"<html>", NotAPdf, r"does not begin as a PDF does \(%PDF-\)"),
        (b"%PDF-1.7\nand nothing more", DamagedPdf, "begins as a PDF, but its structure cannot be read"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(tmp_path: Path, content: bytes, kind: type[Exception], message: str) -> None:
    (tmp_path / "edition.pdf").write_bytes(content)
    with pytest.raises(kind, match=message):
        pages.read(tmp_path / "edition.pdf")


def test_a_file_that_is_none_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there is no file"):
        pages.read(tmp_path / "edition.pdf")
    with pytest.raises(RequestError, match="cannot be read: Is a directory"):
        pages.read(tmp_path)


def test_a_pdf_that_opens_with_a_password_only_is_refused(tmp_path: Path) -> None:
    source = drawn(tmp_path, lambda canvas: canvas.drawString(40, 150, "45"))
    source.write_bytes(encrypted(source.read_bytes(), user="secret"))
    with pytest.raises(PasswordProtected, match=r"page\.pdf opens with a password only"):
        pages.read(source)


def test_a_password_is_asked_for_by_the_document_that_has_it_alone(tmp_path: Path) -> None:
    """PDFium's last error outlives its document: one without pages, which has none of its own, is damaged still."""
    source, bare = drawn(tmp_path, lambda canvas: canvas.drawString(40, 150, "45")), tmp_path / "bare.pdf"
    source.write_bytes(encrypted(source.read_bytes(), user="secret"))
    bare.write_bytes(without_pages())
    with pytest.raises(PasswordProtected):
        pages.read(source)
    with pytest.raises(DamagedPdf, match=r"bare\.pdf begins as a PDF, but its structure cannot be read"):
        pages.read(bare)


def test_a_file_a_page_count_and_a_page_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = drawn(tmp_path, lambda canvas: canvas.drawString(40, 150, "45"))
    for limit, value, message in (
        ("LIMIT_GLYPHS", 1, "page 1 of page.pdf holds 2 characters; expected at most 1"),
        ("LIMIT_PAGES", 0, "page.pdf has 1 pages; expected at most 0"),
        ("LIMIT_BYTES", 100, "page.pdf holds 0 MiB; expected at most 0"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(pages, limit, value)
            with pytest.raises(DocumentTooLarge, match=message):
                pages.read(source)


def test_a_plain_copy_opens_without_encryption(tmp_path: Path) -> None:
    source = drawn(tmp_path, lambda canvas: canvas.drawString(40, 150, "45"))
    source.write_bytes(encrypted(source.read_bytes()))

    with pikepdf.open(BytesIO(pages.plain_copy(source))) as copy:
        assert not copy.is_encrypted
        assert len(copy.pages) == 1


def test_a_picture_shows_the_page_or_a_part_of_it(tmp_path: Path) -> None:
    source = drawn(tmp_path, lambda canvas: canvas.rect(200, 100, 50, 50, stroke=0, fill=1))
    page = read(source)

    whole = pages.picture(source, page, 2.0).convert("L")
    part = pages.picture(source, page, 2.0, (190, 90, 260, 160)).convert("L")

    assert whole.size == (600, 400)
    assert (whole.getpixel((450, 150)), whole.getpixel((100, 350))) == (0, 255)
    assert part.size == (140, 140)
    assert (part.getpixel((70, 70)), part.getpixel((5, 5))) == (0, 255)
