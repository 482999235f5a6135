"""An agreed call as calendars read it (RFC 5545), in UTC so that every calendar shows its own zone."""

from datetime import timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from missions.models import CallInvitation


def calendar_of(invitation: CallInvitation, *, host: str) -> bytes:
    """One event with a lasting UID, so that a file opened twice is one entry. The call has its time."""
    call, starts_at = invitation.call, invitation.starts_at
    if starts_at is None:
        raise ValueError("nobody agreed to a time so far")
    event = Entry()
    event.add("uid", f"call-{invitation.pk}@{host}")
    event.add("dtstamp", invitation.answered_at or invitation.asked_at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=call.minutes))
    event.add("summary", _("Reference call: %(prospect)s") % {"prospect": call.prospect})
    event.add("description", call.note)
    event.add("location", call.joining)
    calendar = Calendar()
    calendar.add("prodid", "-//Groundswell//Reference calls//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
