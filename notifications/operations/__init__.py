"""Everything that changes notices, deliveries, holds, preferences, wordings and the bell."""

from notifications.operations.bell import mark_all_seen, mark_seen, ring_staff
from notifications.operations.deliveries import (
    NotToBeResent,
    cancel_deliveries,
    forget_advocate,
    hold_deliveries,
    mark_opened,
    release_deliveries,
    resend,
)
from notifications.operations.notices import Written, notify, write_notices
from notifications.operations.preferences import set_preference
from notifications.operations.templates import change_template, reset_template, send_test

__all__ = [
    "NotToBeResent",
    "Written",
    "cancel_deliveries",
    "change_template",
    "forget_advocate",
    "hold_deliveries",
    "mark_all_seen",
    "mark_opened",
    "mark_seen",
    "notify",
    "release_deliveries",
    "resend",
    "reset_template",
    "ring_staff",
    "send_test",
    "set_preference",
    "write_notices",
]
