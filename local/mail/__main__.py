"""python -m local.mail FOLDER SMTP_PORT INBOX_PORT: both servers, until a signal ends them."""

import signal
import sys
import threading
from pathlib import Path

from local.mail.inbox import inbox_servers
from local.mail.sink import serve_smtp
from local.mail.store import Store
from local.ports import loopback_hosts


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    folder, smtp_port, inbox_port = sys.argv[1:]
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    store = Store(Path(folder))
    controller = serve_smtp(store, int(smtp_port))
    for server in inbox_servers(store, int(inbox_port), loopback_hosts()):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ended.wait()
    controller.stop()


main()
