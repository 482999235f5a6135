"""Which ports are free on this machine's loopback."""

import socket
from contextlib import suppress


def is_free(port: int) -> bool:
    """Whether a server could listen there, by IPv4 and, where the machine has it, by IPv6: "localhost" means both."""
    return all(_can_bind(family, host, port) for family, host in _loopbacks())


def free_port(wanted: int) -> int:
    """`wanted`, or the next free one after it."""
    return next(port for port in range(wanted, wanted + 200) if is_free(port))


def any_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Whether a server takes connections there."""
    with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
        return True
    return False


def loopback_hosts() -> list[str]:
    """What "localhost" may mean here: the addresses that a server for it listens at."""
    return [host for _, host in _loopbacks()]


def _loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    found = [(socket.AF_INET, "127.0.0.1")]
    with suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        found.append((socket.AF_INET6, "::1"))
    return found


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
