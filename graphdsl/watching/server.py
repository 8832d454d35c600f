"""The server of one page, for the browsers of this machine alone."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.files import CannotListen
from graphdsl.files import reason_of
from graphdsl.watching.board import Board, Notice

USUAL_PORT = 7457
_ADDRESS = "127.0.0.1"
_PLACE = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.ASCII | re.IGNORECASE)
"""What this machine is called in its own browsers; a page from elsewhere comes by another name,
even where that leads here. The port is another one behind a tunnel."""
_MARK = re.compile(r"([0-9a-f]{16})-(\d{1,12})", re.ASCII)
"""Which run of the server, and the number of the last notice that a page knows."""
_QUIET = 10
"""Seconds after which a line is sent that says nothing, to see whether the page is still there."""
_SLOW = 30
"""Seconds that a browser may take to ask or to read."""
_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server:
    """Answers until it is closed; nothing on the disk can be had from it."""

    def __init__(self, port: int | None, board: Board, page: Callable[[str], str]) -> None:
        """Takes the port: the given one, or if none is given the usual one or else a free one.

        `page` makes the page; it is given a word by which this run of the server is known. Raises
        GraphdslError where the port cannot be had.
        """
        self._board = board
        self._http = _listening(port)
        self._http.board, self._http.page = board, page
        self._thread = Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{_ADDRESS}:{self._http.server_address[1]}/"

    def __enter__(self) -> Server:
        """Begins to answer."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all answers and leaves the port."""
        self._board.close()
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with another
    request_queue_size = 32

    def __init__(self, port: int) -> None:
        super().__init__((_ADDRESS, port), _Handler)
        self.token = secrets.token_hex(8)
        self.board = Board()
        self.page: Callable[[str], str] = str

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves is no error; anything else is a bug."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _listening(port: int | None) -> _Http:
    try:
        return _Http(USUAL_PORT if port is None else port)
    except OSError as error:
        if port is not None:
            problem = CannotListen(port=port, reason=reason_of(error))
            raise GraphdslError((problem,)) from error
        return _listening(0)


class _Handler(BaseHTTPRequestHandler):
    server: _Http  # pyright: ignore[reportIncompatibleVariableOverride] - it serves no other
    timeout = _SLOW
    server_version = "graphdsl"
    sys_version = ""

    def do_GET(self) -> None:
        """The page, or the news of it."""
        path, _, query = self.path.partition("?")
        if not _PLACE.fullmatch(self.headers.get("Host", "")):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif path == "/":
            text = self.server.page(self.server.token)
            self._answer(HTTPStatus.OK, "text/html", text.encode("utf-8", "replace"))
        elif path == "/events":
            self._tell_events(query)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _tell_events(self, query: str) -> None:
        """Sends every notice behind the mark, as server-sent events, until one side leaves."""
        mark = _MARK.fullmatch(self.headers.get("Last-Event-ID") or query.removeprefix("after="))
        self._head(HTTPStatus.OK, "text/event-stream")
        if mark is None or mark[1] != self.server.token:
            self._send("event: restarted\ndata: {}\n\n")
            return
        last = int(mark[2])
        while (news := self.server.board.newer(last, _QUIET)) is not None:
            for notice in news:
                last = notice.number
                self._send(self._event(notice))
            if not news:
                self._send(":\n\n")

    def _event(self, notice: Notice) -> str:
        mark = f"{self.server.token}-{notice.number}"
        return f"event: {notice.event}\nid: {mark}\ndata: {json.dumps(notice.facts)}\n\n"

    def _send(self, text: str) -> None:
        self.wfile.write(text.encode("ascii"))
        self.wfile.flush()

    def _refuse(self, status: HTTPStatus) -> None:
        self._answer(status, "text/plain", f"{status.phrase}\n".encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self._head(status, kind, {"Content-Length": str(len(body))})
        self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": f"{kind}; charset=utf-8", **_HEADERS}.items():
            self.send_header(name, value)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written of who asks for what."""
