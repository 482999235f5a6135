"""Where a page of a long list begins, in its address; lists go on by key and not by number of page."""

from django import forms
from django.http import HttpRequest

from foundation.forms import FilterForm


class AfterPlace(FilterForm):
    """After which row a page of a list begins. Not a field of the filters: who filters anew begins at the top."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def after_id(self) -> int | None:
        """The last one on the page before; None on the first page."""
        self.is_valid()
        return self.cleaned_data.get("after")

    def url_after(self, request: HttpRequest, pk: int) -> str:
        """The next page with the same filters."""
        query = request.GET.copy()
        query["after"] = str(pk)
        return f"{request.path}?{query.urlencode()}"


class BeforePlace(FilterForm):
    """Where a page of the list begins. Not a field of the filters: who filters anew begins at the newest."""

    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def before_id(self) -> int | None:
        """The page shows what is older than this; None for the newest."""
        self.is_valid()
        return self.cleaned_data.get("before")

    def url_after(self, request: HttpRequest, pk: int) -> str:
        """The next page with the same filters."""
        query = request.GET.copy()
        query["before"] = str(pk)
        return f"{request.path}?{query.urlencode()}"
