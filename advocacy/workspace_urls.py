"""Pages of one workspace; the door has taken /<workspace>/ off the address."""

from django.urls import include, path

from accounts import urls as accounts
from campaigns import urls as campaigns
from missions import urls as missions
from notifications import urls as notifications
from pages import urls as pages
from programs import urls as programs
from rewards import urls as rewards
from samples import urls as samples
from segments import urls as segments

console = [
    *pages.console_urls,
    *accounts.console_urls,
    *programs.console_urls,
    *segments.console_urls,
    *rewards.console_urls,
    *notifications.console_urls,
    *missions.console_urls,
    *campaigns.console_urls,
    *samples.console_urls,
]
hub = [*missions.hub_urls, *campaigns.hub_urls, *rewards.hub_urls, *pages.hub_urls, *programs.hub_urls]
public = [*accounts.public_urls, *notifications.public_urls, *missions.public_urls, *pages.public_urls]

urlpatterns = [
    path("console/", include((console, "console"))),
    path("", include((public, "public"))),
    path("", include((hub, "hub"))),
]

handler400 = "pages.errors.bad_request"
handler403 = "pages.errors.forbidden"
handler404 = "pages.errors.not_found"
handler405 = "pages.errors.not_allowed"
handler429 = "pages.errors.too_many"
handler500 = "pages.errors.server_error"
