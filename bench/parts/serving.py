"""gunicorn as production runs it, and visitors who ask for one page again and again."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from local.parts import ROOT
from local.ports import any_port
from local.processes import Process, ended, eventually


class PageFailed(Exception):
    """The server answered something else than 200; the message has the beginning of it."""


@contextmanager
def gunicorn(application: str, log: Path, *, workers: int = 2) -> Iterator[int]:
    """The server with the options of the Dockerfile, at the port that is yielded; each worker has a pool."""
    port = any_port()
    options = [f"--workers={workers}", "--threads=4", "--access-logfile=-", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}", *options]
    environ = {**os.environ, "DATABASE_POOL": "true"}
    with ended(Process("gunicorn", command, log=log, environ=environ, folder=ROOT)) as server:
        server.start()
        if not eventually(lambda: _listens(port) or not server.is_running(), seconds=60) or not server.is_running():
            raise PageFailed(server.last_lines())
        yield port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetch(port: int, path: str, cookie: str = "") -> bytes:
    """The body of one page. Raises PageFailed."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as visitor:
        return _ask(visitor, _request(path, cookie))


def pages_per_second(port: int, path: str, cookie: str = "", *, visitors: int = 8, seconds: float) -> float:
    """How many pages so many visitors get who ask again as soon as they are answered, each on a connection kept open.

    Plain sockets, since a client that parses takes from the server the processor they share. Raises PageFailed.
    """
    counts, failures = [0] * visitors, list[Exception]()
    request, started = _request(path, cookie), time.perf_counter()

    def visit(number: int) -> None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as visitor:
                while time.perf_counter() - started < seconds:
                    _ask(visitor, request)
                    counts[number] += 1
        except Exception as failure:
            failures.append(failure)

    threads = [Thread(target=visit, args=(number,)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.perf_counter() - started)


def _request(path: str, cookie: str) -> bytes:
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookies}Accept-Encoding: identity\r\n\r\n".encode()


def _ask(visitor: socket.socket, request: bytes) -> bytes:
    visitor.sendall(request)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _more(visitor)
    head, answer = answer[:end].lower(), answer[end + 4 :]
    if not head.startswith(b"http/1.1 200"):
        raise PageFailed(head.decode(errors="replace")[:200])
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    parts, left = [answer], length - len(answer)
    while left > 0:
        parts.append(_more(visitor))
        left -= len(parts[-1])
    return b"".join(parts)


def _more(visitor: socket.socket) -> bytes:
    more = visitor.recv(1 << 18)
    if not more:
        raise PageFailed("the server closed the connection")
    return more
