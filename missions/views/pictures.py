"""The picture of a public mission, for its own page and for previews of links to it."""

import hashlib

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from files.serving import response_for
from foundation.templatetags.ui import number
from missions.pictures import draw_picture
from missions.preview import card_of_live
from missions.rules import is_public
from missions.views.taking_part import find_launched


@public
@require_safe
def picture(request: WorkspaceRequest, pk: int) -> HttpResponseBase:
    """What staff chose, else one drawn from the title; of what is not for anyone there is none."""
    row = find_launched(pk)
    if not is_public(row):
        raise Http404("not for anyone")
    if row.image is not None:
        answer = response_for(row.image, inline=True)
    else:
        card = card_of_live(row, language="")
        badge = f"+{number(card.points)} {request.profile.points_name}" if card.points else ""
        drawn = draw_picture(
            title=card.title, workspace_name=request.workspace.name, colour=request.profile.colour, badge=badge
        )
        answer = HttpResponse(drawn, content_type="image/png")
        answer.headers["ETag"] = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
