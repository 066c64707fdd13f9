"""Fetches an edition from the publisher's pages: finds the link, reads the file, and only then keeps it.

Nothing is asked of a host that is not configured, or over anything but https. What arrives is read as an
edition and its month checked before it takes the place of another file, which is kept. Beside the PDF stands
a record: ``2026-01.pdf.json`` with its address, time, hash and size.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from ind_tables import catalogue, files, home
from ind_tables.catalogue import source
from ind_tables.catalogue.source import Source
from ind_tables.errors import FetchError, OutputError, ReadError, one_line
from ind_tables.months import valid
from ind_tables.record import observations, provenance, webpage
from ind_tables.record.provenance import Record

T = TypeVar("T")
SUPERSEDED = "superseded"

_PASSING = {408, 425, 429}
_CODINGS = {"", "identity", "gzip", "deflate"}
_LONGEST_WAIT = 30.0


@dataclass(frozen=True)
class Fetched:
    """What a fetch did.

    Attributes:
        path: where the PDF lies.
        record: where it came from.
        unchanged: whether the same bytes lay there already.
        superseded: where the file that lay there before is kept, if it was another.
        warnings: sentences on links that were tried in vain.
    """

    path: Path
    record: Record
    unchanged: bool
    superseded: Path | None
    warnings: tuple[str, ...]


def fetch(
    month: str,
    target: Path | None = None,
    address: str | None = None,
    known: Source | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Fetched:
    """Fetch the edition of ``month`` and keep it as ``target``.

    Beside it, as ``.html``, the overview page that led to it is kept as it stood then, for ``check --page``.

    Args:
        month: the edition, YYYY-MM.
        target: where to keep it; ``data/YYYY-MM.pdf`` of the project unless given.
        address: where the PDF is, on a configured host; looked up on the publisher's pages unless given.
        known: where to look; the catalogue's source unless given.
        transport: what carries the requests; the network unless given.

    Raises:
        FetchError: the edition cannot be found or fetched, or what was found is not that edition; nothing was stored.
        OutputError: the file cannot be written.
        RequestError: the month is none.
    """
    month = valid(month)
    target = target or home.root() / "data" / f"{month}.pdf"
    known = known or source.load()
    try:
        found = _Search(month, known).found(address, transport)
    except FetchError as error:
        raise FetchError(f"{error}; nothing was stored; put the PDF at {target} by hand") from error
    return _kept(month, found, target)


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The result of ``work``, for which no longer is waited than that: it is left to itself then, in its thread.

    A time-out of the client's counts from one packet to the next, so that a server which drips would hold it for ever.

    Raises:
        TimeoutError: it took longer.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)


# --------------------------------------------------------------------------------------------------
# The search


@dataclass(frozen=True)
class Link:
    """A link on a page: where it leads, what it says, and the page it stands on."""

    address: httpx.URL
    text: str
    page: str = ""

    @property
    def name(self) -> str:
        """The last part of its path, as a reader would write it."""
        return self.address.path.rstrip("/").rpartition("/")[2]

    @property
    def pdf(self) -> bool:
        """Whether its name says that it is a PDF."""
        return self.name.casefold().endswith(".pdf")


@dataclass(frozen=True)
class Answer:
    """What a server sent: from where in the end, how much, of which type."""

    address: httpx.URL
    content: bytes = field(repr=False)
    type: str
    charset: str | None
    last_modified: str

    @property
    def pdf(self) -> bool:
        """Whether the content is a PDF's."""
        return b"%PDF-" in self.content[:1024]

    @property
    def html(self) -> bool:
        """Whether the content is a page's."""
        return self.type in ("text/html", "application/xhtml+xml") or self.content.lstrip()[:1] == b"<"


@dataclass(frozen=True)
class _Found:
    answer: Answer
    page: str
    warnings: tuple[str, ...]
    overview: bytes = b""


class _Search:
    """The search for one edition, under one limit of time."""

    def __init__(self, month: str, known: Source) -> None:
        self.month = month
        self.known = known
        self.limits = known.limits
        self.at = ""
        self.deadline = time.monotonic() + known.limits.total_seconds
        self.overview = b""  # the first page that was looked at: what the publisher writes about its figures

    client: httpx.Client

    def found(self, address: str | None, transport: httpx.BaseTransport | None) -> _Found:
        """The edition; raises FetchError."""
        limits = self.limits
        self.client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
            headers={"User-Agent": self.known.user_agent, "Accept-Encoding": "identity", "Accept-Language": "nl"},
            follow_redirects=False,
        )
        try:
            with self.client:
                links = [Link(self._url(address), "")] if address else self._links()
                return replace(self._edition(links), overview=self.overview)
        except TimeoutError:
            raise FetchError(
                f"looking for the edition of {self.month} took more than {limits.total_seconds:g} seconds in all, the "
                f"last of them at {self.at}"
            ) from None

    def _links(self) -> list[Link]:
        """The links that may lead to the edition, from the first of the pages that has any."""
        waiting = [self._url(address) for address in self.known.start]
        asked: set[httpx.URL] = set()
        others: set[str] = set()
        failures: list[str] = []
        while waiting and len(asked) < self.limits.pages:
            address = waiting.pop(0)
            if address in asked:
                continue
            asked.add(address)
            try:
                page = self._page(address)
            except FetchError as error:
                failures.append(str(error))
                continue
            candidates = [link for link in page if self._rank(link) is not None]
            if candidates:
                return candidates
            for link in page:
                if self.known.kind in f"{link.name} {link.text}".casefold():
                    others.update(months_in(link.name) | months_in(link.text))
                if not link.pdf and self.known.follow.search(f"{link.address.path} {link.text}"):
                    waiting.append(link.address)
        if failures and len(failures) == len(asked):
            raise FetchError(failures[0])
        seen = f"only {', '.join(sorted(others))}" if others else "no edition at all"
        raise FetchError(
            f"no link to the edition of {self.month} on {_and(self.known.start)}, {seen}"
            + "".join(f"; {failure}" for failure in failures)
            + "; it may not be published yet"
        )

    def _page(self, address: httpx.URL) -> list[Link]:
        answer = self._get(address, self.limits.page_bytes)
        if not answer.html:
            raise FetchError(f"{address} sent {answer.type or 'something without a type'}; expected a page of HTML")
        self.overview = self.overview or answer.content
        return list(self._allowed(links(answer)))

    def _allowed(self, found: Iterator[Link]) -> Iterator[Link]:
        for link in found:
            try:
                yield Link(self._url(link.address), link.text, link.page)
            except FetchError:
                continue

    def _rank(self, link: Link) -> int | None:
        """How surely a link leads to the edition, the surest 0; None where nothing says so."""
        named, said = self.month in months_in(link.name), self.month in months_in(link.text)
        if named and self.known.kind in link.name.casefold():
            return 0
        if (named or said) and self.known.kind in f"{link.name} {link.text}".casefold():
            return 1
        return 2 if (named or said) and link.pdf else None

    def _edition(self, candidates: Sequence[Link]) -> _Found:
        """The edition among what the links lead to: the surest link, and of several files the last published."""
        failures: list[str] = []
        asked: set[httpx.URL] = set()
        for rank in (0, 1, 2, None):
            good: list[tuple[Answer, str]] = []
            waiting = [link for link in candidates if self._rank(link) == rank]
            while waiting and len(asked) < self.limits.documents:
                link = waiting.pop(0)
                if link.address in asked:
                    continue
                asked.add(link.address)
                try:
                    answer = self._get(link.address, self.limits.document_bytes)
                    if answer.html and not answer.pdf and not link.pdf:
                        waiting += [inner for inner in self._allowed(links(answer)) if self._inner(inner)]
                        failures.append(f"{link.address} links to no PDF of {self.month}")
                        continue
                    self._read(answer)
                    good.append((answer, link.page))
                except FetchError as error:
                    failures.append(str(error))
            if good:
                answer, page = self._latest(good)
                return _Found(answer, page, tuple(f for f in failures if "links to no PDF" not in f))
        raise FetchError("; ".join(failures))

    def _inner(self, link: Link) -> bool:
        """Whether a link on the page of an edition may be its PDF: it speaks of no other month."""
        said = months_in(link.name) | months_in(link.text)
        return link.pdf and (self.month in said or not said)

    def _latest(self, good: Sequence[tuple[Answer, str]]) -> tuple[Answer, str]:
        latest = max(self._published(answer) for answer, _ in good)
        last = [(answer, page) for answer, page in good if self._published(answer) == latest]
        if len({answer.content for answer, _ in last}) > 1:
            raise FetchError(
                f"{_and([str(answer.address) for answer, _ in last])} are different editions of {self.month}; expected "
                "one; name the right one with --address"
            )
        return last[0]

    def _published(self, answer: Answer) -> str:
        match = self.known.published.search(answer.address.path)
        return f"{match['year']}-{match['month']}" if match else ""

    def _read(self, answer: Answer) -> None:
        if not answer.pdf:
            kind = answer.type or "something without a type"
            raise FetchError(f"{answer.address} sent {kind} of {len(answer.content):,} bytes; expected a PDF")
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.month}.pdf"
            path.write_bytes(answer.content)
            try:
                observations.read(path, self.month)
            except ReadError as error:
                raise FetchError(f"{answer.address} is not the edition of {self.month}: {error.line}") from error
            finally:
                self.deadline += time.monotonic() - started

    # ----------------------------------------------------------------------------------------------
    # One request

    def _url(self, address: str | httpx.URL) -> httpx.URL:
        """``address`` over https, without its fragment; raises FetchError where it leads elsewhere."""
        try:
            url = httpx.URL(address).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError(f"“{one_line(str(address))[:200]}” is no address") from error
        if url.scheme == "http" and url.port in (None, 80):
            url = url.copy_with(scheme="https", port=None)
        if url.scheme != "https" or url.host not in self.known.hosts or url.port or url.userinfo:
            raise FetchError(
                f"{one_line(str(url))[:200]} leads elsewhere; expected https on {' or '.join(self.known.hosts)}"
            )
        return url

    def _get(self, address: httpx.URL, limit: int) -> Answer:
        """What ``address`` sends in the end, tried again where that may help; raises FetchError."""
        limits = self.limits
        trying = Retrying(
            retry=retry_if_exception(_may_pass),
            stop=stop_after_attempt(limits.attempts),
            wait=wait_exponential(limits.wait_seconds, max=_LONGEST_WAIT),
            reraise=True,
        )
        try:
            return _within(self.deadline - time.monotonic(), lambda: trying(self._followed, address, limit))
        except httpx.HTTPStatusError as error:
            status = f"{error.response.status_code} {error.response.reason_phrase}".strip()
            raise FetchError(f"{error.request.url} answered {status}; expected a document or page there") from error
        except httpx.TimeoutException as error:
            limit_seconds = limits.connect_seconds if isinstance(error, httpx.ConnectTimeout) else limits.read_seconds
            raise FetchError(f"{self.at} sent nothing for {limit_seconds:g} seconds") from error
        except httpx.HTTPError as error:
            said = one_line(str(error))[:200] or type(error).__name__
            raise FetchError(f"{self.at} cannot be fetched: {said}") from error

    def _followed(self, address: httpx.URL, limit: int) -> Answer:
        for _ in range(self.limits.redirects + 1):
            self.at = str(address)
            with self.client.stream("GET", address) as response:
                if not response.has_redirect_location:
                    response.raise_for_status()
                    return self._received(response, address, limit)
                address = self._redirected(response, address)
        raise FetchError(
            f"{self.at} redirects more than {self.limits.redirects} times; expected a document or page there"
        )

    def _redirected(self, response: httpx.Response, address: httpx.URL) -> httpx.URL:
        location = response.headers["location"]
        try:
            return self._url(address.join(location))
        except (FetchError, httpx.InvalidURL) as error:
            raise FetchError(
                f"{address} redirects to {one_line(location)[:200]}; expected https on {' or '.join(self.known.hosts)}"
            ) from error

    def _received(self, response: httpx.Response, address: httpx.URL, limit: int) -> Answer:
        headers = response.headers
        coding = headers.get("content-encoding", "").strip().casefold()
        if coding not in _CODINGS:
            raise FetchError(f"{address} is coded as “{one_line(coding)[:50]}”; expected plain bytes")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            raise self._too_large(address, limit)
        content = bytearray()
        for part in response.iter_bytes():
            content += part
            if len(content) > limit:
                raise self._too_large(address, limit)
        return Answer(
            address,
            bytes(content),
            headers.get("content-type", "").partition(";")[0].strip().casefold(),
            response.charset_encoding,
            headers.get("last-modified", ""),
        )

    def _too_large(self, address: httpx.URL, limit: int) -> FetchError:
        return FetchError(f"{address} is larger than {limit:,} bytes; expected an edition of a few pages")


def _may_pass(error: BaseException) -> bool:
    """Whether trying again may help: no connection, a time-out, an answer cut off, a server in trouble."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= 500 or error.response.status_code in _PASSING
    return isinstance(error, httpx.TransportError)


# --------------------------------------------------------------------------------------------------
# What a page says


def links(answer: Answer) -> Iterator[Link]:
    """The links of a page, in its order, with the text that a reader or a screen reader gets."""
    start, anchors = webpage.anchors(answer.content, answer.charset)
    base = answer.address
    with suppress(httpx.InvalidURL, ValueError):
        base = base.join(start) if start else base
    for address, text in anchors:
        with suppress(httpx.InvalidURL, ValueError):
            yield Link(base.join(address), text, str(answer.address))


def months_in(text: str) -> set[str]:
    """The months (YYYY-MM) that a name or text speaks of: "januari 2026", "JAN-2026", "2026-01", "202601"."""
    edition = catalogue.load().edition
    numbers = {name: i for i, name in enumerate(edition.months, 1)}
    numbers |= {name: i for i, names in enumerate(edition.abbreviations, 1) for name in names}
    names = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    folded = unicodedata.normalize("NFKC", text).casefold()
    worded = re.finditer(rf"(?<![^\W\d_])({names})[\W_]*(20\d\d)(?!\d)", folded)
    numbered = re.finditer(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)", folded)
    return {f"{m[2]}-{numbers[m[1]]:02d}" for m in worded} | {f"{m[1]}-{m[2]}" for m in numbered}


def _and(texts: Sequence[str]) -> str:
    return " and ".join(texts)


# --------------------------------------------------------------------------------------------------
# Keeping it


def _kept(month: str, found: _Found, target: Path) -> Fetched:
    answer = found.answer
    made = Record(
        month,
        str(answer.address),
        found.page,
        datetime.now(UTC).isoformat(timespec="seconds"),
        hashlib.sha256(answer.content).hexdigest(),
        len(answer.content),
        answer.last_modified,
    )
    files.folder(target.parent)
    try:
        older = target.read_bytes() if target.exists() else None
    except OSError as error:
        raise OutputError(f"{target} cannot be read, and so not replaced: {error.strerror}") from error
    page = target.with_suffix(".html")
    if found.overview and (older != answer.content or not page.exists()):
        files.write(page, found.overview)
    if older == answer.content:
        standing = provenance.record(target)
        if standing is None:
            provenance.keep(target, made)
        return Fetched(target, standing or made, True, None, found.warnings)
    superseded = None if older is None else _superseded(target, older)
    files.write(target, answer.content)
    provenance.keep(target, made)
    return Fetched(target, made, False, superseded, found.warnings)


def _superseded(target: Path, content: bytes) -> Path:
    """Keep the file that ``target`` is about to replace, and its record, under the first free number."""
    folder = target.parent / SUPERSEDED
    files.folder(folder)
    number = 1
    while (kept := folder / f"{target.stem}.{number}{target.suffix}").exists():
        if kept.read_bytes() == content:
            return kept
        number += 1
    files.write(kept, content)
    standing = provenance.record(target)
    if standing:
        provenance.keep(kept, standing)
    return kept
