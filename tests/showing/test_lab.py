"""The notebooks in a real JupyterLab, light and dark: all can be read and fits, and opening them changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ind_tables.run import notebooks
from tests.showing.test_browser import browser  # noqa: F401

pytestmark = [pytest.mark.full, pytest.mark.slow, pytest.mark.no_cover]

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

# Of what is seen of the notebook: pictures that stand out of their cell, and text that its ground swallows.
SEEN = """() => {
  const light = colour => {
    const [r, g, b, a] = [...colour.matchAll(/[\\d.]+/g)].map(Number);
    return a === 0 ? null : 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const found = light(getComputedStyle(e).backgroundColor);
      if (found !== null) return found;
    }
  };
  const outputs = [...document.querySelectorAll('.jp-OutputArea-output')];
  const pictures = outputs.flatMap(o => [...o.querySelectorAll('img')].map(i => [i, o]));
  const texts = outputs.flatMap(o => [...o.querySelectorAll('th, td, caption, p, summary, strong')])
    .filter(e => e.textContent.trim() && e.getBoundingClientRect().height);
  return {
    pictures: pictures.length,
    outside: pictures.filter(([i, o]) => i.getBoundingClientRect().right > o.getBoundingClientRect().right + 1).length,
    texts: texts.length,
    swallowed: texts.filter(e => Math.abs(light(getComputedStyle(e).color) - ground(e)) < 90)
      .map(e => e.textContent.slice(0, 40)),
    prose: texts.filter(e => e.matches('td:not(.number)') && /[a-z]{3} [a-z]{3}/.test(e.textContent)
      && !e.closest('.card') && getComputedStyle(e).textAlign !== 'left').map(e => e.textContent.slice(0, 40)),
  };
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab on a copy of the notebooks, trusted as ``make lab`` does, and its folder."""
    home = tmp_path_factory.mktemp("desk")
    folder = home / "notebooks"
    shutil.copytree(notebooks.FOLDER, folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    own = {f"JUPYTER_{what}_DIR": str(home / what) for what in ("DATA", "CONFIG", "RUNTIME")}
    surroundings = {**os.environ, **own, "IPYTHONDIR": str(home / "ipython")}
    names = [str(path) for path in sorted(folder.glob("*.ipynb"))]
    subprocess.run([sys.executable, "-P", "-m", "nbformat.sign", *names], env=surroundings, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}", "--IdentityProvider.token="]
    started = subprocess.Popen(
        [sys.executable, "-P", "-m", "jupyterlab", f"--ServerApp.root_dir={home}", *flags],
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/lab")
        yield address, folder
    finally:
        started.terminate()
        started.wait(20)


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("JupyterLab did not start within a minute")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", notebooks.COMMITTED)
def test_a_notebook_is_legible_fits_and_is_the_same_after_it_was_saved(
    browser: Any,  # noqa: F811
    desk: tuple[str, Path],
    name: str,
    theme: str,
) -> None:
    address, folder = desk
    before = (folder / f"{name}.ipynb").read_bytes()
    context = browser.new_context(viewport={"width": 1400, "height": 20_000})
    tab = context.new_page()
    try:
        tab.goto(f"{address}/lab/tree/notebooks/{name}.ipynb?reset")
        tab.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        tab.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{THEMES[theme]}'}})")
        tab.wait_for_selector(f"body[data-jp-theme-light={'true' if theme == 'light' else 'false'}]", state="attached")
        tab.wait_for_timeout(2000)
        seen = tab.evaluate(SEEN)
        tab.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        tab.wait_for_timeout(1000)
    finally:
        context.close()

    assert seen["texts"] > 15
    assert seen["pictures"] >= 1
    assert (seen["outside"], seen["swallowed"], seen["prose"]) == (0, [], [])
    assert (folder / f"{name}.ipynb").read_bytes() == before
