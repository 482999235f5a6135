"""Views of the list of missions that a staff member keeps."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from missions.models import SavedView


@transaction.atomic
def save_view(*, name: str, query: str, default: bool, by: User, now: datetime) -> SavedView:
    """Keep filters and order under a name; a view of this name is replaced. At most one is the default."""
    if default:
        SavedView.objects.filter(staff=by, is_default=True).update(is_default=False)
    values = {"query": query, "is_default": default}
    view, _made = SavedView.objects.update_or_create(
        staff=by, name=name, defaults=values, create_defaults=values | {"created_at": now}
    )
    return view


@transaction.atomic
def set_default_view(*, view: SavedView, default: bool, by: User) -> None:
    """Open the list with this view, or with all missions again."""
    SavedView.objects.filter(staff=by, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk, staff=by).update(is_default=default)


@transaction.atomic
def remove_view(*, view: SavedView, by: User) -> None:
    """Forget a view of one's own; the missions stay."""
    SavedView.objects.filter(pk=view.pk, staff=by).delete()
