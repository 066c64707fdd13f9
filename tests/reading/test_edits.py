"""A cell that was moved, resized, doubled, wrapped, parted, covered or struck is read as it is, or refused."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from ind_tables.errors import ReadError
from ind_tables.reading import edition as editions
from ind_tables.reading import textlayer
from ind_tables.reading.rows import TableRow
from ind_tables.record import observations
from tests.documents.edits import EDITS, edited
from tests.layers import layered

pytestmark = pytest.mark.slow

KEY = ["section", "measure", "age_band", "period"]
WHOLE = 42
SMALL, TOGETHER = 2000, 50
DOTS, DARK = 150, 128


@pytest.mark.parametrize("seed", layered(range(WHOLE), lambda seed: seed < len(EDITS)))
def test_an_edited_edition_is_read_as_it_is_or_refused(seed: int, tmp_path: Path) -> None:
    edition = edited(seed)
    (tmp_path / "edition.pdf").write_bytes(edition.pdf)
    try:
        found = observations.read(tmp_path / "edition.pdf")
    except ReadError:
        return
    values = found.set_index(KEY)["value"].to_dict()
    wanted = edition.figures.set_index(KEY)["value"].to_dict()
    assert {key: values[key] for key in wanted if values[key] != wanted[key]} == {}, edition.done


@pytest.mark.parametrize(
    "first", layered(range(0, SMALL, TOGETHER), lambda first: first == 0), ids=lambda first: f"{first} and on"
)
def test_the_words_alone_tell_what_poppler_shows_or_nothing(first: int, tmp_path: Path) -> None:
    """Editions of one table: nothing that was set is read otherwise, and what Poppler sees otherwise is refused.

    PDFium leaves out what is printed again a little further on, so there it is Camelot that disagrees.
    """
    path, read = tmp_path / "edition.pdf", 0
    for seed in range(first, first + TOGETHER):
        edition = edited(seed, tables=1)
        path.write_bytes(edition.pdf)
        try:
            (table,) = textlayer.read(path, allow_incomplete=True).reading.tables
            values = {
                (table.section.id, *row.key, cell.period): observations.number(cell.text)[0]
                for row in table.rows
                if table.section and row.key
                for cell in row.cells
            }
        except (ReadError, ValueError):  # a text that is no figure
            continue
        if not values:
            continue  # its title is unknown
        read += 1
        assert values == edition.figures.set_index(KEY)["value"].to_dict(), edition.done
        if shutil.which("pdftotext") and not as_poppler_sees_it(path, table.rows):
            with pytest.raises(ReadError):
                editions.read(path, allow_incomplete=True)
    assert 0 < read < TOGETHER


def as_poppler_sees_it(path: Path, rows: Sequence[TableRow]) -> bool:
    """Whether its words are the digits of the rows and no others, and its picture shows ink in every cell."""
    page = rows[0].page
    where = ["-f", str(page), "-l", str(page)]
    told = subprocess.run(["pdftotext", "-bbox", *where, path, "-"], capture_output=True, check=True).stdout
    drawn = subprocess.run(["pdftoppm", "-r", str(DOTS), "-gray", *where, path], capture_output=True, check=True).stdout
    sheet = BeautifulSoup(told, "html.parser").find("page")
    picture = np.asarray(Image.open(BytesIO(drawn)))
    height = float(sheet["height"])
    words = []
    for word in sheet.find_all("word"):
        x, y = (sum(float(word[name + end]) for end in ("min", "max")) / 2 for name in "xy")
        words.append((x, height - y, re.sub(r"\D", "", word.get_text())))
    for row in rows:
        across = [cell.box for cell in row.cells]
        low, high = min(box[1] for box in across), max(box[3] for box in across)
        line = [w for w in words if w[0] > across[0][0] and low < w[1] < high]
        if "".join(text for *_, text in sorted(line)) != re.sub(r"\D", "", "".join(cell.text for cell in row.cells)):
            return False
        for cell in row.cells:
            x0, y0, x1, y1 = (round(at * DOTS / 72) for at in cell.box)
            top = round(height * DOTS / 72)
            if picture[top - y1 : top - y0, x0:x1].min() > DARK:
                return False
    return True
