"""What gunicorn serves for `hub`: the product as it is, and beside it one view without middleware, door or session.

The bare view fills a template of twenty cards, like the hub, and pads its answer to the size it is asked for.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path

from advocacy import platform_urls
from foundation.collector import spare_what_is_loaded

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CARDS = [
    {
        "title": f"Tell us about launch {number}",
        "summary": "Your story helps.",
        "points": 150,
        "minutes": 10,
        "url": f"/{number}/",
    }
    for number in range(20)
]
PAGE = engines["django"].from_string("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Missions</title><link rel="stylesheet" href="/static/css/app.css"></head>
<body>
  <h1>Good to see you</h1>
  <ul>{% for card in cards %}
    <li><article class="card">
      <h3><a href="{{ card.url }}">{{ card.title }}</a></h3>
      {% if card.points %}<span class="badge">{{ card.points }} points</span>{% endif %}
      {% if card.minutes %}<span class="badge">{{ card.minutes }} min</span>{% endif %}
      {% if card.summary %}<p>{{ card.summary }}</p>{% endif %}
    </article></li>{% endfor %}
  </ul>
  <p>{{ padding }}</p>
</body>
</html>
""")
UNPADDED = len(PAGE.render({"cards": CARDS, "padding": ""}))


@login_not_required
def bare(request: HttpRequest, size: int) -> HttpResponse:
    """A page of so many bytes without a query."""
    page = PAGE.render({"cards": CARDS, "padding": "x" * (size - UNPADDED)})
    return HttpResponse(page, headers={"Content-Length": str(size)})  # a middleware does it for the product


urlpatterns = [path("bare/<int:size>/", bare), *platform_urls.urlpatterns]
settings.ROOT_URLCONF = "bench.parts.site"

product = WSGIHandler()
with override_settings(MIDDLEWARE=[]):
    alone = WSGIHandler()
spare_what_is_loaded()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """The product, but for the one address of the bare view."""
    is_bare = environ["PATH_INFO"].startswith("/bare/")
    return (alone if is_bare else product)(environ, start_response)
