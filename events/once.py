"""Forms that have their effect once: sent twice, by a double click or a reload, the second is led where the first went.

For posts whose repetition no unique key of their own would catch: a second invitation, copy, mail or job. The form
carries `{% form_key %}`; its view stands under `@once`, or asks `is_first` when it answers with a page.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from events.operations import FormAlreadySent, give_form_key_back, note_form_location, use_form_key

FIELD = "form_key"
NOT_TYPED = "csrfmiddlewaretoken"


def once[R: HttpRequest, **P](
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Let a form have its effect once. Stands below the door, in whose transaction all of it is.

    A post that leads on uses its key up; any other answer leaves the key as it was. The same again, at the same moment
    or later, is redirected to where the first one led, and the view is not called. Another text under the same key, as
    after "back" in the browser, is another form. A post without a key is not held back.
    """

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key = key_of(request)
        if not key:
            return view(request, *args, **kwargs)
        try:
            use_form_key(key)
        except FormAlreadySent as sent:
            messages.info(request, _("This was sent twice, and done once."))
            return HttpResponseRedirect(sent.location)
        response = view(request, *args, **kwargs)
        if 300 <= response.status_code < 400:
            note_form_location(key=key, location=response.headers["Location"])
        else:
            give_form_key_back(key=key)
        return response

    return guarded


def is_first(request: HttpRequest) -> bool:
    """Whether this form was not sent before; uses its key up. For views that answer with a page of what was typed."""
    key = key_of(request)
    if not key:
        return True
    try:
        use_form_key(key, location=request.path)
    except FormAlreadySent:
        return False
    return True


def key_of(request: HttpRequest) -> str:
    """What makes this post the same as another: its key, its address and all that was sent. "" without a key."""
    if request.method != "POST" or not request.POST.get(FIELD):
        return ""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != NOT_TYPED)
    files = sorted(
        (name, str(file.name), file.size or 0) for name in request.FILES for file in request.FILES.getlist(name)
    )
    return sha256(repr((request.get_full_path(), typed, files)).encode()).hexdigest()
