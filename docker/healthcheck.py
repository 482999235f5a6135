"""Whether this container's web server answers /healthz with 200. It asks by the public name, as a visitor would."""

import os
import sys
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

name = urlsplit(os.environ["PUBLIC_URL"]).netloc
port = os.environ.get("PORT", "8000")
try:
    with urlopen(Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": name}), timeout=4) as answer:
        sys.exit(0 if answer.status == 200 else 1)
except URLError as reason:
    sys.exit(f"not healthy: {reason}")
