"""Every page of the registry in every state is valid HTML, as the Nu HTML Checker (vnu) reads it.

It wants Java and the checker, which are no part of the project: `npm install vnu-jar` somewhere, and then
`VNU=/somewhere/node_modules/vnu-jar/build/dist/vnu.jar bin/test tests/guards/test_html.py -n 0`.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.guards.addresses import ADDRESSES, Address, body_of
from tests.guards.visits import Answer, Visits

VNU = os.environ.get("VNU", "")
pytestmark = [
    pytest.mark.skipif(not VNU, reason="VNU names no checker; see the head of this file"),
    pytest.mark.timeout(900),
]
# What it says and we do on purpose, and why.
EXPECTED = {
    r"Attribute “hx-": "htmx is told by attributes of its own",
    r"Bad value “[^”]*” for attribute “value” on element “input”": "what was typed stays, also where it is wrong",
}


def test_every_page_is_valid_html(visits: Visits, tmp_path: Path) -> None:
    count = 0
    for address in ADDRESSES:
        for key, answer in states_of(visits, address):
            if answer.is_html and "<html" in answer.text:
                count += 1
                (tmp_path / f"{_file_name(address, key)}.html").write_text(answer.text)
    assert count > 100
    faults = faults_in(tmp_path)
    assert not faults, f"{len(faults)} kinds of faults on {count} pages:\n" + "\n".join(faults)


def states_of(visits: Visits, address: Address) -> list[tuple[str, Answer]]:
    """The answers of an address: as it is, in each of its states, and to a form that is wrong."""
    found = []
    if address.get and address.get.html:
        found = [
            (key, visits.get(address, state.actor or address.visitor, state))
            for key, state in address.get.states.items()
        ]
        if address.get.status == 200:
            found.append(("", visits.get(address, address.visitor)))
    if address.post and address.post.bad is not None and address.post.status:
        found.append(("wrong", visits.ask(address, address.visitor, "POST", body_of(visits.here, address.post.bad))))
    return found


def _file_name(address: Address, key: str) -> str:
    return re.sub(r"\W+", "-", f"{address.title} {key}").strip("-").lower()


def faults_in(folder: Path) -> list[str]:
    """What the checker says of the pages in a folder, each kind once with the pages that have it."""
    command = ["java", "-Xss1m", "-jar", VNU, "--errors-only", "--skip-non-html", "--format", "json", str(folder)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]
    pages: dict[str, set[str]] = {}
    for one in told:
        if not any(re.match(pattern, one["message"]) for pattern in EXPECTED):
            line = f"{one['message']} … {one.get('extract', '').strip()[:160]!r}"
            pages.setdefault(line, set()).add(Path(one["url"]).stem)
    return [f"{line} ({len(names)}: {', '.join(sorted(names)[:4])})" for line, names in sorted(pages.items())]
