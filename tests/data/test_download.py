import contextlib
import hashlib
import http.server
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from data.download import PUBLIC_FILE, fetch_public
from data.errors import CatalogueError, DownloadError

CONTENT = b"track_id,track_name\n" * 20_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Site:
    """A web site on loopback: what it was asked for, and how to stop its trickle."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, site: Site, *args: object) -> None:
        self.site = site
        super().__init__(*args)  # type: ignore[arg-type]  # whatever the server hands over

    def do_GET(self) -> None:
        self.site.requests.append(self.path)
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        if self.path == "/trickle":
            self._trickle()
        else:
            self.wfile.write(CONTENT[:1000] if self.path == "/cut" else CONTENT)

    def _trickle(self) -> None:
        for start in range(0, len(CONTENT), 1024):
            with contextlib.suppress(OSError):  # the client has hung up, as it should
                self.wfile.write(CONTENT[start : start + 1024])
            if self.site.hung_up.wait(0.01):
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        return


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site = Site()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, site))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield site
    site.hung_up.set()
    server.shutdown()
    server.server_close()
    thread.join()


def refused(url: str, cache: Path, sha256: str = SHA256, **options: float) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        fetch_public(cache, url, sha256=sha256, **options)
    assert isinstance(caught.value, CatalogueError)
    assert caught.value.name == url
    assert str(caught.value).isprintable()
    return caught.value


def test_the_file_is_fetched_into_a_cache_folder_that_need_not_exist(
    site: Site, tmp_path: Path
) -> None:
    cache = tmp_path / "deep" / "cache"
    path = fetch_public(cache, f"{site.url}/songs.csv", sha256=SHA256)
    assert path == cache / PUBLIC_FILE
    assert path.read_bytes() == CONTENT
    assert [each.name for each in cache.iterdir()] == [PUBLIC_FILE]


def test_a_second_call_asks_nobody(site: Site, tmp_path: Path) -> None:
    first = fetch_public(tmp_path, f"{site.url}/songs.csv", sha256=SHA256)
    assert fetch_public(tmp_path, f"{site.url}/songs.csv", sha256=SHA256) == first
    assert site.requests == ["/songs.csv"]


def test_a_cached_file_that_was_altered_is_fetched_again(site: Site, tmp_path: Path) -> None:
    (tmp_path / PUBLIC_FILE).write_bytes(b"altered")
    path = fetch_public(tmp_path, f"{site.url}/songs.csv", sha256=SHA256)
    assert path.read_bytes() == CONTENT


def test_progress_is_told_in_bytes_done_and_expected(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    fetch_public(
        tmp_path,
        f"{site.url}/songs.csv",
        sha256=SHA256,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_nothing_is_printed(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fetch_public(tmp_path, f"{site.url}/songs.csv", sha256=SHA256)
    assert capfd.readouterr() == ("", "")


def test_another_file_is_refused_and_not_kept(site: Site, tmp_path: Path) -> None:
    error = refused(f"{site.url}/songs.csv", tmp_path, sha256="0" * 64)
    assert "checksum" in error.reason
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_not_there_is_a_download_error(site: Site, tmp_path: Path) -> None:
    assert "404" in refused(f"{site.url}/absent", tmp_path).reason
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stops_half_way_is_a_download_error(site: Site, tmp_path: Path) -> None:
    refused(f"{site.url}/cut", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_trickle_is_given_up_at_the_deadline(site: Site, tmp_path: Path) -> None:
    assert "long" in refused(f"{site.url}/trickle", tmp_path, total_timeout_s=0.05).reason
    assert list(tmp_path.iterdir()) == []


def test_a_closed_port_is_a_download_error(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "refused" in refused(f"http://127.0.0.1:{port}/songs.csv", tmp_path).reason.lower()


@pytest.mark.parametrize("url", ["http://", "nonsense", "gopher://127.0.0.1/x", "http://[::1/x"])
def test_an_address_that_is_none_is_a_download_error(tmp_path: Path, url: str) -> None:
    refused(url, tmp_path)


def test_a_cache_that_cannot_be_a_folder_is_a_download_error(site: Site, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    refused(f"{site.url}/songs.csv", occupied)
