"""Videos that arrive in pieces, by tus 1.0 (https://tus.io/protocols/resumable-upload): begun, gone on with.

Every piece is a request of its own, so memory stays bounded and a lost connection loses one piece at most.
"""

from base64 import b64decode
from binascii import Error as NotBase64

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from files.models import Upload
from files.operations import FileRefused, WrongOffset, begin_upload, discard_upload, receive
from missions.forms.responses import prefix_of, response_form
from missions.models import Licence, Mission
from missions.operations.licences import withdraw_licence
from missions.operations.proofs import hold_upload
from missions.rules import refusal_to_submit
from missions.views.hub import find_mission, slot_of, turn_asked, zone_of
from programs.doors import advocate
from programs.requests import AdvocateRequest

VERSION, PIECE = "1.0.0", "application/offset+octet-stream"


def _answer(status: int, text: str = "", **headers: object) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = str(value)
    return response


@advocate(guests=True)
@require_POST
def uploads(request: AdvocateRequest, pk: int, slot: int) -> HttpResponse:
    """Begin to send the video of a slot; answers where its pieces go."""
    row, now = find_mission(pk), timezone.now()
    _field(request, row, slot)
    turn = turn_asked(request, row, now)
    if closed := refusal_to_submit(row, request.advocate, now=now, zone=zone_of(request), turn=turn):
        return _answer(409, str(closed.polite))
    said, size = _metadata(request.headers.get("Upload-Metadata", "")), request.headers.get("Upload-Length", "")
    if not (size.isascii() and size.isdigit() and len(size) < 18):
        return _answer(400, _("It was not said how large the video is."))
    try:
        upload = begin_upload(
            name=said.get("filename") or "video", stated=said.get("filetype", ""), size=int(size),
            about=f"mission:{pk}/{slot}", by_advocate=request.advocate, now=now,
        )  # fmt: skip
    except FileRefused as refused:
        return _answer(413, str(refused))
    return _answer(201, Location=reverse("hub:upload", args=[upload.pk]), Upload_Offset=0)


@advocate(guests=True)
@require_http_methods(["GET", "HEAD", "PATCH"])
def upload(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Say how much of an upload is there, or add the next piece; with the last one the video is checked and held."""
    found = get_object_or_404(Upload, pk=pk, by_advocate=request.advocate, expires_at__gt=timezone.now())
    if request.method != "PATCH":
        return _answer(200, Upload_Offset=found.received, Upload_Length=found.size)
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != PIECE or not (offset.isascii() and offset.isdigit() and len(offset) < 18):
        return _answer(415, _("This is no piece of an upload."))
    try:
        found = receive(upload=found, offset=int(offset), content=request.body)
    except WrongOffset as wrong:
        return _answer(409, Upload_Offset=wrong.received)
    except FileRefused as refused:
        return _answer(413, str(refused))
    return _hold(request, found) if found.received == found.size else _answer(204, Upload_Offset=found.received)


def _hold(request: AdvocateRequest, whole: Upload) -> HttpResponse:
    """Take what is whole now for the video of its slot; what is none is forgotten, with the reason."""
    mission_pk, _slash, slot = whole.about.removeprefix("mission:").partition("/")
    row = find_mission(int(mission_pk))
    name, longest_s = _field(request, row, int(slot))
    try:
        hold_upload(upload=whole, mission=row, slot=int(slot), field=name, longest_s=longest_s, now=timezone.now())
    except FileRefused as refused:
        discard_upload(upload_id=whole.pk)
        return _answer(422, str(refused))
    return _answer(204, Upload_Offset=whole.size)


def _field(request: AdvocateRequest, row: Mission, number: int) -> tuple[str, int | None]:
    """The field of the slot that takes a video in pieces, and how long it may last. Raises Http404."""
    begun = turn_asked(request, row, timezone.now()).row
    revision = begun.revision if begun else row.live
    slot = slot_of(row, revision, number)
    if slot is None or revision is None:
        raise Http404("no such slot")
    form = response_form(row.activity.type, content=revision.content.get("type", {}), questions=[], slot=slot)
    for name, field in form.fields.items():
        if getattr(field, "resumable", False):
            return name, field.longest_s
    raise Http404("takes no video")


def _metadata(header: str) -> dict[str, str]:
    """What the sender says of the file; words that cannot be read are not said."""
    said = {}
    for pair in header.split(",")[:10]:
        name, _space, value = pair.strip().partition(" ")
        try:
            said[name] = b64decode(value[:2000], validate=True).decode("utf-8", "replace").replace("\x00", "")
        except (NotBase64, ValueError):
            continue
    return said


@advocate(guests=True)
@require_POST
def licence_withdrawal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take back the right to use what one handed in."""
    rows = Licence.objects.select_related("attempt__submission")
    row = get_object_or_404(rows, pk=pk, attempt__submission__advocate=request.advocate)
    withdraw_licence(licence=row, now=timezone.now())
    submission = row.attempt.submission
    messages.success(request, _("You took the usage rights back. It may not be used any more."))
    address = reverse("hub:mission", args=[submission.mission_id])
    return redirect(f"{address}#{prefix_of(submission.number)}")
