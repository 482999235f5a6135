"""The inbox's pages as text. Everything that came from a mail is escaped, or shown in a frame that can run nothing."""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from local.mail.store import Entry, parse, part

PER_PAGE = 50
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-inline-size: 70rem; padding: 1rem; }
h1 { font-size: 1.3rem; margin-block: .5rem; overflow-wrap: anywhere; }
form { display: inline-flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-inline-end: 1rem; }
input, button { font: inherit; padding: .3rem .6rem; }
ol { list-style: none; padding: 0; }
li { border-block-start: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
li a { display: block; padding: .5rem; color: inherit; text-decoration: none; }
li a:hover, li a:focus-visible { background: color-mix(in srgb, currentColor 8%, transparent); }
li strong { display: block; overflow-wrap: anywhere; }
small, dt { opacity: .75; }
nav a { margin-inline-end: 1rem; }
nav a[aria-current] { font-weight: bold; text-decoration: none; color: inherit; }
iframe { inline-size: 100%; block-size: 75vh; border: 1px solid; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
"""


def list_page(entries: Sequence[Entry], *, to: str, page: int) -> str:
    """One page of the list, newest first, with the search by recipient."""
    first = (page - 1) * PER_PAGE
    shown = entries[first : first + PER_PAGE]
    items = "".join(
        f'<li><a href="/mails/{entry.id}/"><strong>{escape(entry.subject) or "(no subject)"}</strong>'
        f"<small>to {escape(', '.join(entry.to))} · {escape(entry.at)}</small></a></li>"
        for entry in shown
    )
    empty = "<p>No mail yet. Whatever the application sends on this machine appears here, and goes nowhere else.</p>"
    nothing = f"<p>No mail to an address with “{escape(to)}”.</p>" if to else empty
    return _page(
        "Inbox",
        f"<h1>Inbox <small>{len(entries)} mails</small></h1>"
        f'<form role="search"><label>To <input type="search" name="to" value="{escape(to)}"></label>'
        "<button>Search</button></form>"
        '<form method="post" action="/clear/"><button>Delete all</button></form>'
        + (f"<ol>{items}</ol>" if shown else nothing)
        + _pager(len(entries), to=to, page=page),
        refresh=page == 1,
    )


def mail_page(entry: Entry, raw: bytes, *, view: str) -> str:
    """A mail: its html in a frame, its text with links, or its headers."""
    message = parse(raw)
    views = [name for name in ("html", "plain") if part(message, name) is not None] + ["headers"]
    view = view if view in views else views[0]
    names = {"html": "HTML", "plain": "Text", "headers": "Headers"}
    tabs = "".join(
        f'<a href="?view={name}"{" aria-current=page" if name == view else ""}>{names[name]}</a>' for name in views
    )
    if view == "html":
        sandbox = "allow-popups allow-popups-to-escape-sandbox"
        body = f'<iframe title="The mail" sandbox="{sandbox}" src="/mails/{entry.id}/html/"></iframe>'
    elif view == "plain":
        body = f"<pre>{with_links(part(message, 'plain') or '')}</pre>"
    else:
        rows = "".join(f"<dt>{escape(name)}</dt><dd>{with_links(str(value))}</dd>" for name, value in message.items())
        body = f"<dl>{rows}</dl>"
    attached = [str(item.get_filename()) for item in message.iter_attachments()]
    files = f"<p><small>Attached: {escape(', '.join(attached))}</small></p>" if attached else ""
    return _page(
        entry.subject or "(no subject)",
        f'<p><a href="/">Inbox</a></p><h1>{escape(entry.subject) or "(no subject)"}</h1>'
        f"<p><small>from {escape(entry.sender)} · to {escape(', '.join(entry.to))} · {escape(entry.at)}</small></p>"
        f'<nav>{tabs}<a href="/mails/{entry.id}/source/">Source</a></nav>{files}{body}',
    )


def with_links(text: str) -> str:
    """The text, escaped, with its web addresses as links."""
    done, out = 0, []
    for match in ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:!?")
        out.append(escape(text[done : match.start()]))
        out.append(f'<a href="{escape(address)}" target="_blank" rel="noreferrer">{escape(address)}</a>')
        done = match.start() + len(address)
    return "".join(out) + escape(text[done:])


def _pager(count: int, *, to: str, page: int) -> str:
    links = []
    if page > 1:
        links.append(f'<a href="/?{urlencode({"to": to, "page": page - 1})}">Newer</a>')
    if page * PER_PAGE < count:
        links.append(f'<a href="/?{urlencode({"to": to, "page": page + 1})}">Older</a>')
    return f"<nav>{''.join(links)}</nav>"


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{again}'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>'
        f"<body>{body}</body></html>"
    )
