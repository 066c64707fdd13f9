"""Fetching an edition: from a real server on this machine that behaves, and one that misbehaves in every way."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from ind_tables import catalogue, errors
from ind_tables.catalogue import source
from ind_tables.errors import CatalogueError, FetchError, OutputError, RequestError
from ind_tables.record import fetch, provenance
from tests.conftest import Ended
from tests.documents.facsimile import random_figures, typeset

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DECEMBER = (ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf").read_bytes()
START = "/nl/over-ons/cijfers-en-publicaties/de-ind-in-cijfers"
PLACE = "/nl/documenten/02-2026/maandcijfers-ind-januari-2026.pdf"
ADDRESS = f"https://ind.nl{PLACE}"
LIMITS = source.Limits(
    page_bytes=200_000,
    document_bytes=200_000,
    connect_seconds=0.5,
    read_seconds=0.3,
    total_seconds=8,
    wait_seconds=0.01,
    attempts=3,
    redirects=3,
    pages=4,
    documents=4,
)
KNOWN = replace(source.load(), limits=LIMITS)

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as its site says, and notes what was asked."""

    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append(dict(self.headers))
        answer = self.server.answers.get(self.path)
        try:
            if answer is None:
                self.send_error(404)
            else:
                answer(self)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    """A server on this machine: what each path answers, and what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Here(httpx.BaseTransport):
    """Carries every request to a server on this machine, whatever host it names."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.inner = httpx.HTTPTransport(verify=False)
        self.hosts: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        self.hosts.append(request.url.host)
        there = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        carried = httpx.Request(request.method, there, headers=request.headers, extensions=request.extensions)
        return self.inner.handle_request(carried)

    def close(self) -> None:
        self.inner.close()


@pytest.fixture(scope="session")
def january() -> bytes:
    """The edition of January 2026, with made-up figures."""
    return typeset(random_figures(1, end="2026-01"))


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def sends(content: bytes | str, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    body = content.encode() if isinstance(content, str) else content

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def pdf(content: bytes, **headers: str) -> Answer:
    return sends(content, "application/pdf", **headers)


def page(*links: tuple[str, str]) -> Answer:
    anchors = "".join(f'<li><a href="{address}">{text}</a></li>' for address, text in links)
    return sends(f"<!doctype html><html><body><ul>{anchors}</ul></body></html>")


def moved(address: str, status: int = 302) -> Answer:
    return sends("", status=status, Location=address)


def raw(*parts: bytes, pause: float = 0.0, linger: float = 0.0) -> Answer:
    """Sends bytes as they are, with pauses between them, and closes."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            if handler.server.over.wait(pause):
                return
        handler.server.over.wait(linger)

    return answer


def endless(head: bytes, part: bytes) -> Answer:
    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        while not handler.server.over.is_set():
            handler.wfile.write(part)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """A different answer each time, the last one for ever."""
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def got(site: Site, target: Path, known: source.Source = KNOWN, address: str | None = None) -> fetch.Fetched:
    return fetch.fetch("2026-01", target, address, known, Here(site.server_address[1]))


def refusal(site: Site, target: Path, known: source.Source = KNOWN, address: str | None = None) -> str:
    """The one line in which the fetch ends; nothing is there afterwards that was not there before."""
    before = {path: path.read_bytes() for path in target.parent.rglob("*") if path.is_file()}
    with pytest.raises(FetchError) as error:
        got(site, target, known, address)
    assert {path: path.read_bytes() for path in target.parent.rglob("*") if path.is_file()} == before
    line = error.value.line
    assert "\n" not in line
    assert line.startswith("FetchError: ")
    assert line.endswith(f"; nothing was stored; put the PDF at {target} by hand")
    return line


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / "2026-01.pdf"


# --------------------------------------------------------------------------------------------------
# What behaves


def test_an_edition_is_found_and_stored_with_a_record_of_where_it_came_from(
    site: Site, target: Path, january: bytes
) -> None:
    site.answers[START] = page(
        ("/nl/documenten/01-2026/maandcijfers-ind-december-2025.pdf", "Maandcijfers december 2025"),
        (PLACE, "Maandcijfers januari 2026 (pdf, 49 kB)"),
    )
    site.answers[PLACE] = pdf(january, Last_Modified="Mon, 16 Feb 2026 09:00:00 GMT")
    done = got(site, target)
    assert (done.path, done.unchanged, done.superseded, done.warnings) == (target, False, None, ())
    assert target.read_bytes() == january
    assert site.asked == [START, PLACE]
    noted = json.loads((target.parent / "2026-01.pdf.json").read_text("utf8"))
    assert {name: noted[name] for name in noted if name != "fetched"} == {
        "edition": "2026-01",
        "address": ADDRESS,
        "page": f"https://ind.nl{START}",
        "sha256": hashlib.sha256(january).hexdigest(),
        "bytes": len(january),
        "last_modified": "Mon, 16 Feb 2026 09:00:00 GMT",
    }
    assert noted["fetched"].endswith("+00:00")
    assert provenance.record(target) == done.record
    assert b"Maandcijfers januari 2026" in target.with_suffix(".html").read_bytes()


def test_a_request_says_who_asks_and_wants_plain_bytes(site: Site, target: Path) -> None:
    site.answers[START] = page()
    refusal(site, target)
    [headers] = site.headers
    assert headers["User-Agent"].startswith("ind-tables/")
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("place", "link", "text"),
    [
        (PLACE, PLACE, "Download"),
        (PLACE, "../../documenten/02-2026/maandcijfers-ind-januari-2026.pdf", ""),
        (PLACE, "//ind.nl" + PLACE, "pdf"),
        (PLACE, f"http://www.ind.nl{PLACE}#page=2", "pdf"),
        ("/Documenten/MAANDCIJFERS_IND_JANUARI_2026.PDF", "/Documenten/MAANDCIJFERS_IND_JANUARI_2026.PDF", "PDF"),
        (
            "/d/Maandcijfers%20IND%20januari%202026.pdf",
            "/d/Maandcijfers%20IND%20januari%202026.pdf",
            "pdf",
        ),
        ("/download?id=7", "/download?id=7", "Maandcijfers IND&nbsp;<b>januari</b> 2026"),
        ("/d/cijfers.pdf", "/d/cijfers.pdf", "Januari 2026 (pdf)"),
        ("/d/ind-2026-01.pdf", "/d/ind-2026-01.pdf", "pdf"),
        ("/d/maandcijfers-jan-2026-v2.pdf", "/d/maandcijfers-jan-2026-v2.pdf", "pdf"),
    ],
)
def test_a_link_is_found_by_its_name_or_its_text(
    site: Site, place: str, link: str, text: str, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = page(("/contact", "Contact"), ("mailto:a@b.nl", "januari 2026"), (link, text))
    site.answers[place] = pdf(b"%PDF-1.7 as good as read")
    assert got(site, target).record.bytes == 24


def test_a_base_address_and_a_label_for_screen_readers_count(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = sends(
        '<base href="/files/"><a href="http://[">broken</a><a href="x" aria-label="Maandcijfers januari 2026">*</a>'
    )
    site.answers["/files/x"] = pdf(b"%PDF-1.7")
    assert got(site, target).record.address == "https://ind.nl/files/x"


def test_a_page_of_the_publication_that_holds_the_link_is_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = page(
        ("/nl/cijfers-en-publicaties/jaar", "Jaarcijfers"), ("/nl/maandcijfers", "Alle maandcijfers")
    )
    site.answers["/nl/maandcijfers"] = page(("/nl/publicaties/1", "Maandcijfers januari 2026"))
    site.answers["/nl/publicaties/1"] = page(
        ("/d/maandcijfers-december-2025.pdf", "Vorige"), (START, "Terug"), ("/d/7.pdf", "Download")
    )
    site.answers["/d/7.pdf"] = pdf(b"%PDF-1.7")
    done = got(site, target)
    assert (done.record.page, done.warnings) == ("https://ind.nl/nl/publicaties/1", ())


def test_redirects_within_the_hosts_are_followed(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = moved(f"http://www.ind.nl{START}/", 301)
    site.answers[f"{START}/"] = page((PLACE, ""))
    site.answers[PLACE] = moved("/files/7.pdf")
    site.answers["/files/7.pdf"] = pdf(b"%PDF-1.7")
    assert got(site, target).record.address == "https://www.ind.nl/files/7.pdf"


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_asked_again(
    site: Site, status: int, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = in_turn(sends("oops", status=status), page((PLACE, "")))
    site.answers[PLACE] = in_turn(sends("oops", status=status), sends("oops", status=status), pdf(b"%PDF-1.7"))
    got(site, target)
    assert site.asked == [START, START, PLACE, PLACE, PLACE]


def test_a_connection_that_breaks_once_is_made_again(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = page((PLACE, ""))
    site.answers[PLACE] = in_turn(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n%PDF-1.7"), pdf(b"%PDF-1.7 whole"))
    got(site, target)
    assert target.read_bytes() == b"%PDF-1.7 whole"


def test_gzip_that_was_not_asked_for_is_unpacked(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers[START] = page((PLACE, ""))
    site.answers[PLACE] = pdf(gzip.compress(b"%PDF-1.7 plain"), Content_Encoding="gzip")
    got(site, target)
    assert target.read_bytes() == b"%PDF-1.7 plain"


def test_a_given_address_is_fetched_without_looking_around(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers["/somewhere"] = sends(b"%PDF-1.7", "application/octet-stream")
    done = got(site, target, address="https://ind.nl/somewhere")
    assert (site.asked, done.record.page) == (["/somewhere"], "")


def test_an_edition_is_fetched_where_a_loop_is_running_already(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    """As in a notebook."""
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers["/7"] = pdf(b"%PDF-1.7")

    async def notebook() -> fetch.Fetched:
        return got(site, target, address="https://ind.nl/7")

    assert asyncio.run(notebook()).path.is_file()


def test_without_a_target_the_edition_goes_to_the_projects_data(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    site.answers["/7"] = pdf(b"%PDF-1.7")
    done = fetch.fetch("2026-01", None, "https://ind.nl/7", KNOWN, Here(site.server_address[1]))
    assert done.path == tmp_path / "data/2026-01.pdf"


# --------------------------------------------------------------------------------------------------
# Two links


def test_of_two_files_the_one_published_last_is_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    later = PLACE.replace("02-2026", "03-2026")
    site.answers[START] = page((PLACE, "Maandcijfers januari 2026"), (later, "Maandcijfers januari 2026"))
    site.answers[PLACE] = pdf(b"%PDF-1 first")
    site.answers[later] = pdf(b"%PDF-1 corrected")
    assert got(site, target).record.address == f"https://ind.nl{later}"
    assert target.read_bytes() == b"%PDF-1 corrected"


def test_two_different_files_published_in_one_month_are_not_chosen_between(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    twin = PLACE.replace("2026.pdf", "2026-0.pdf")
    site.answers[START] = page((PLACE, ""), (twin, ""), (PLACE, "again"))
    site.answers[PLACE] = pdf(b"%PDF-1 first")
    site.answers[twin] = pdf(b"%PDF-1 corrected")
    line = refusal(site, target)
    assert f"{ADDRESS} and https://ind.nl{twin} are different editions of 2026-01" in line
    assert "--address" in line


def test_a_second_link_helps_where_the_first_leads_nowhere(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    other = PLACE.replace("02-2026", "03-2026")
    site.answers[START] = page((other, ""), (PLACE, ""))
    site.answers[PLACE] = pdf(b"%PDF-1 first")
    done = got(site, target)
    assert done.record.address == ADDRESS
    assert done.warnings == (f"https://ind.nl{other} answered 404 Not Found; expected a document or page there",)


# --------------------------------------------------------------------------------------------------
# What misbehaves: each case ends in one line, and nothing is stored


def test_no_link_names_the_editions_that_are_there(site: Site, target: Path) -> None:
    site.answers[START] = page(
        ("/d/maandcijfers-ind-december-2025.pdf", ""), ("/d/x.pdf", "Maandcijfers november 2025"), ("/", "januari 2026")
    )
    line = refusal(site, target)
    assert f"no link to the edition of 2026-01 on https://ind.nl{START}, only 2025-11, 2025-12; it may not be" in line


def test_a_page_without_any_edition(site: Site, target: Path) -> None:
    site.answers[START] = page(("/nl/maandcijfers", "Maandcijfers"))
    line = refusal(site, target)
    assert ", no edition at all; https://ind.nl/nl/maandcijfers answered 404 Not Found" in line


def test_the_search_goes_no_further_than_its_limit_of_pages(site: Site, target: Path) -> None:
    for number in range(9):
        site.answers[f"/maandcijfers/{number}"] = page((f"/maandcijfers/{number + 1}", ""), (START, "maandcijfers"))
    site.answers[START] = page(("/maandcijfers/0", ""))
    refusal(site, target)
    assert len(site.asked) == LIMITS.pages


def test_the_time_that_reading_takes_is_not_the_publishers(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: time.sleep(0.7))
    site.answers[START] = page((PLACE, ""))
    site.answers[PLACE] = pdf(b"%PDF-1.7")
    hasty = replace(KNOWN, limits=replace(LIMITS, total_seconds=0.6))
    assert got(site, target, hasty).path == target


@pytest.mark.parametrize("start", [True, False], ids=["start page", "document"])
@pytest.mark.parametrize(
    ("answer", "said", "times"),
    [
        (sends("gone", status=404), "answered 404 Not Found", 1),
        (sends("no", status=403), "answered 403 Forbidden", 1),
        (sends("oops", status=500), "answered 500 Internal Server Error", 3),
        (sends("", status=304), "answered 304 Not Modified", 1),
        (moved("https://example.com/x.pdf"), "redirects to https://example.com/x.pdf; expected https on ind.nl or", 1),
        (moved("http://169.254.169.254/"), "redirects to http://169.254.169.254/; expected https on", 1),
        (moved("https://ind.nl@example.com/"), "redirects to https://ind.nl@example.com/; expected https on", 1),
        (moved("https://ind.nl.example.com/"), "redirects to https://ind.nl.example.com/; expected https on", 1),
        (moved("https://ind.nl:8443/x.pdf"), "redirects to https://ind.nl:8443/x.pdf; expected https on", 1),
        (moved("ftp://ind.nl/x.pdf"), "redirects to ftp://ind.nl/x.pdf; expected https on", 1),
        (moved("file:///etc/passwd"), "redirects to file:///etc/passwd; expected https on", 1),
        (moved("https://["), "redirects to https://[; expected https on", 1),
        (raw(), "cannot be fetched: Server disconnected without sending a response", 3),
        (raw(b"220 mail server ready\r\n\r\n"), "cannot be fetched: ", 3),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n%PDF-1.7"), "cannot be fetched: peer closed", 3),
        (raw(b"HTTP/1.1 200 OK\r\n", linger=2), "sent nothing for 0.3 seconds", 3),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n%PDF", linger=2), "sent nothing for 0.3 seconds", 3),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<"), "is larger than 200,000 bytes", 1),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<a>" * 9999), "is larger than 200,000 bytes", 1),
        (
            sends(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip"),
            "is larger than 200,000 bytes",
            1,
        ),
        (
            sends(gzip.compress(gzip.compress(bytes(10_000_000))), Content_Encoding="gzip, gzip"),
            "is coded as “gzip, gzip”; expected plain bytes",
            1,
        ),
        (sends(b"not gzip", Content_Encoding="gzip"), "cannot be fetched: Error -3 while decompressing", 1),
    ],
    ids=[
        *("404", "403", "500", "304 without a redirect"),
        *("redirect elsewhere", "redirect to an address within", "redirect with a user's name"),
        *("redirect to a look-alike", "redirect to another port", "redirect to ftp", "redirect to a file"),
        *("redirect to nonsense", "closed at once", "not HTTP", "cut off", "slow headers", "slow content"),
        *("huge Content-Length", "endless", "gzip bomb", "gzip bomb within gzip", "broken gzip"),
    ],
)
def test_a_server_that_misbehaves_ends_in_one_line(
    site: Site, target: Path, start: bool, answer: Answer, said: str, times: int
) -> None:
    place = START if start else PLACE
    site.answers |= {START: page((PLACE, "")), place: answer}
    assert f"FetchError: https://ind.nl{place} {said}" in refusal(site, target)
    assert site.asked.count(place) == times


def test_redirects_in_a_circle(site: Site, target: Path) -> None:
    site.answers[START] = moved(START)
    assert "redirects more than 3 times" in refusal(site, target)
    assert site.asked == [START] * 4


def test_headers_that_drip_are_ended_by_the_limit_for_everything(site: Site, target: Path) -> None:
    site.answers[START] = raw(*[b"H"] * 200, pause=0.05)
    hasty = replace(KNOWN, limits=replace(LIMITS, total_seconds=0.6))
    started = time.perf_counter()
    line = refusal(site, target, hasty)
    assert (
        "looking for the edition of 2026-01 took more than 0.6 seconds in all, the last of them at https://ind" in line
    )
    assert time.perf_counter() - started < 2


def test_content_that_drips_is_ended_by_the_limit_for_everything(site: Site, target: Path) -> None:
    site.answers[START] = raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b"<"] * 200, pause=0.05)
    hasty = replace(KNOWN, limits=replace(LIMITS, total_seconds=0.6))
    assert "took more than 0.6 seconds in all" in refusal(site, target, hasty)


def test_a_start_page_that_is_no_page(site: Site, target: Path) -> None:
    site.answers[START] = sends('{"a": 1}', "application/json")
    assert "sent application/json; expected a page of HTML" in refusal(site, target)


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"<html>Even geduld</html>", "text/html", "sent text/html of 24 bytes; expected a PDF"),
        (b"<html>Even geduld</html>", "application/pdf", "sent application/pdf of 24 bytes; expected a PDF"),
        (b"", "application/pdf", "sent application/pdf of 0 bytes; expected a PDF"),
        (b"PK\3\4", "", "sent something without a type of 4 bytes; expected a PDF"),
        (DECEMBER, "application/pdf", "is not the edition of 2026-01: WrongMonth: "),
        (DECEMBER[:20_000], "application/pdf", "is not the edition of 2026-01: DamagedPdf: "),
    ],
    ids=["a page", "a page that says it is a PDF", "nothing", "a zip", "another month", "half a PDF"],
)
def test_what_is_not_the_edition_does_not_take_its_place(
    site: Site, target: Path, content: bytes, kind: str, said: str
) -> None:
    target.parent.mkdir()
    target.write_bytes(b"%PDF- the analyst's own")
    site.answers[START] = page((PLACE, "Maandcijfers januari 2026"))
    site.answers[PLACE] = sends(content, kind)
    assert f"{ADDRESS} {said}" in refusal(site, target)


@pytest.mark.parametrize(
    "address",
    ["https://example.com/x.pdf", "ftp://ind.nl/x.pdf", "data/2026-01.pdf", "https://[", "https://ind.nl\n.x"],
)
def test_a_given_address_elsewhere_is_not_asked(site: Site, target: Path, address: str) -> None:
    assert site.asked == []
    refusal(site, target, address=address)


def test_links_to_other_hosts_are_not_followed(site: Site, target: Path) -> None:
    site.answers[START] = page((f"https://example.com{PLACE}", "Maandcijfers januari 2026"))
    refusal(site, target)
    assert site.asked == [START]


def test_nobody_listens(target: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match=r"cannot be fetched: .*Connection refused"):
            fetch.fetch("2026-01", target, None, KNOWN, Here(free.getsockname()[1]))


def test_a_connection_that_is_reset(site: Site, target: Path) -> None:
    def reset(handler: Handler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    site.answers[START] = reset
    assert "cannot be fetched: " in refusal(site, target)


def test_a_server_that_does_not_speak_tls_is_refused(site: Site, target: Path) -> None:
    class Tls(httpx.BaseTransport):
        inner = httpx.HTTPTransport(verify=ssl.create_default_context())

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            there = request.url.copy_with(host="127.0.0.1", port=site.server_address[1])
            return self.inner.handle_request(httpx.Request("GET", there, extensions=request.extensions))

    with pytest.raises(FetchError, match=r"cannot be fetched: .*SSL"):
        fetch.fetch("2026-01", target, None, KNOWN, Tls())


# --------------------------------------------------------------------------------------------------
# Keeping it


def test_the_same_bytes_again_change_nothing(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers["/7"] = pdf(b"%PDF-1.7")
    first = got(site, target, address="https://ind.nl/7")
    before = {path: path.stat().st_mtime_ns for path in target.parent.iterdir()}
    again = got(site, target, address="https://ind.nl/7")
    assert {path: path.stat().st_mtime_ns for path in target.parent.iterdir()} == before
    assert (again.unchanged, again.record) == (True, first.record)


def test_a_file_put_in_place_by_hand_gets_its_record_when_it_is_the_one_published(
    site: Site, monkeypatch: pytest.MonkeyPatch, target: Path
) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    target.parent.mkdir()
    target.write_bytes(b"%PDF-1.7")
    assert provenance.record(target) is None
    site.answers["/7"] = pdf(b"%PDF-1.7")
    assert got(site, target, address="https://ind.nl/7").unchanged
    found = provenance.record(target)
    assert found is not None
    assert found.address == "https://ind.nl/7"


def test_no_older_file_is_ever_lost(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    target.parent.mkdir()
    target.write_bytes(b"by hand")
    folder = target.parent / "superseded"
    site.answers["/7"] = in_turn(pdf(b"%PDF-1"), pdf(b"%PDF-2"), pdf(b"%PDF-1"), pdf(b"%PDF-2"))
    kept = [got(site, target, address="https://ind.nl/7").superseded for _ in range(4)]
    assert kept == [folder / f"2026-01.{number}.pdf" for number in (1, 2, 3, 2)]
    assert [path.read_bytes() for path in kept if path] == [b"by hand", b"%PDF-1", b"%PDF-2", b"%PDF-1"]
    assert provenance.record(folder / "2026-01.1.pdf") is None
    older = provenance.record(folder / "2026-01.2.pdf")
    assert older is not None
    assert older.bytes == 6


def test_a_record_of_another_file_is_no_record(target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"one")
    beside = target.with_name("2026-01.pdf.json")
    for content in ("{", "[]", '{"sha256": "x"}', "{}"):
        beside.write_text(content)
        assert provenance.record(target) is None


def test_what_cannot_be_written_is_said(site: Site, monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    site.answers["/7"] = pdf(b"%PDF-1.7")
    target.mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be read, and so not replaced"):
        got(site, target, address="https://ind.nl/7")
    with pytest.raises(OutputError):
        got(site, Path("/dev/null/data/2026-01.pdf"), address="https://ind.nl/7")


def test_a_month_that_is_none_is_refused_before_anything_is_asked(site: Site, target: Path) -> None:
    with pytest.raises(RequestError):
        fetch.fetch("2026-13", target, None, KNOWN, Here(site.server_address[1]))
    assert site.asked == []


# --------------------------------------------------------------------------------------------------
# The source as data


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("maandcijfers-ind-januari-2026.pdf", {"2026-01"}),
        ("MAANDCIJFERS_MEI2026", {"2026-05"}),
        ("Maandcijfers mrt. 2026 en sept-2025", {"2026-03", "2025-09"}),
        ("202612.pdf", {"2026-12"}),
        ("2026-13", set()),
        ("2026-011", set()),
        ("Maandcijfers 2026", set()),
        ("parapluei 2026", set()),
        ("jaarcijfers-2025", set()),
        ("ｊａｎｕａｒｉ 2026", {"2026-01"}),
    ],
)
def test_months_in_a_text(text: str, months: set[str]) -> None:
    assert fetch.months_in(text) == months


def test_the_catalogue_says_where_to_look() -> None:
    known = source.load()
    assert known.start == (f"https://ind.nl{START}",)
    assert known.hosts == ("ind.nl", "www.ind.nl")
    assert all(httpx.URL(address).host in known.hosts for address in known.start)


@pytest.mark.parametrize(
    ("table", "entry", "value", "message"),
    [
        ("search", "hosts", None, "misses the entry 'hosts'"),
        ("search", "follow", "(", "has a pattern that is none"),
        ("search", "host", "x", "search has the unknown entry 'host'"),
        ("limits", "attempts", None, "limits misses the entry 'attempts'"),
    ],
)
def test_a_source_that_contradicts_itself_is_refused(table: str, entry: str, value: Any, message: str) -> None:
    entries = catalogue.read("source")
    entries[table].pop(entry, None)
    if value:
        entries[table][entry] = value
    with pytest.raises(CatalogueError, match=message):
        source.build(entries)


def test_a_fetch_that_fails_has_an_exit_status_of_its_own() -> None:
    assert errors.FetchError.exit_status == 5


# --------------------------------------------------------------------------------------------------
# The command


@pytest.fixture
def fetching(command: Callable[..., Ended], site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs ``ind-tables fetch 2026-01`` with some arguments, against the server on this machine."""
    real = fetch.fetch
    monkeypatch.setattr("ind_tables.record.observations.read", lambda path, month: None)
    monkeypatch.setattr(fetch, "fetch", lambda *arguments: real(*arguments, KNOWN, Here(site.server_address[1])))
    return lambda *arguments: command("fetch", "2026-01", *arguments)


def test_the_command_says_what_it_fetched_and_what_it_kept(
    site: Site, fetching: Callable[..., Ended], target: Path
) -> None:
    other = PLACE.replace("02-2026", "03-2026")
    site.answers[START] = page((other, ""), (PLACE, ""))
    site.answers[PLACE] = in_turn(pdf(b"%PDF-1"), pdf(b"%PDF-1"), pdf(b"%PDF-22"))
    first, again, changed = [fetching("--output", target) for _ in range(3)]
    assert first == Ended(
        0,
        f"{target}: 6 bytes from {ADDRESS}\n",
        f"Warning: https://ind.nl{other} answered 404 Not Found; expected a document or page there\n",
    )
    assert again.output == f"{target}: nothing changed, it is the one at {ADDRESS}\n"
    kept = target.parent / "superseded/2026-01.1.pdf"
    assert changed.output == f"{target}: 7 bytes from {ADDRESS}; the file that it replaces is kept as {kept}\n"


def test_the_command_takes_an_address(site: Site, fetching: Callable[..., Ended], target: Path) -> None:
    site.answers["/7"] = pdf(b"%PDF-1")
    assert fetching("--output", target, "--address", "https://ind.nl/7").status == 0
    assert site.asked == ["/7"]


def test_the_command_ends_with_5_and_one_line_where_the_edition_is_not_to_be_had(
    site: Site, fetching: Callable[..., Ended], target: Path
) -> None:
    done = fetching("--output", target)
    assert (done.status, done.output) == (5, "")
    assert done.errors == (
        f"FetchError: https://ind.nl{START} answered 404 Not Found; expected a document or page there; nothing was "
        f"stored; put the PDF at {target} by hand\n"
    )
    assert not target.exists()
