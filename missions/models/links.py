"""Short addresses that lead to an address staff gave, and who of the people opened what they were asked to."""

from django.db import models

from foundation.tenancy import TenantModel
from missions.models.missions import Mission


class ShortLink(TenantModel):
    """One person's short address for one place of a mission (a network, a page); it leads to `target` and nowhere else.

    The token is random and says nothing about the person, since it is posted where everybody reads it.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+")
    place = models.CharField(max_length=20)
    target = models.CharField(max_length=1000)
    token = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token"], name="one_short_link_per_token"),
            models.UniqueConstraint(
                fields=["workspace", "mission", "advocate", "place"], name="one_short_link_per_person_and_place"
            ),
        ]

    def __str__(self) -> str:
        return f"short link {self.token}"


class Introduction(TenantModel):
    """That somebody who was not known signed up by an advocate's referral link; one person, one link (X-14)."""

    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="introductions")
    advocate = models.ForeignKey("programs.Advocate", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "advocate"], name="a_person_is_introduced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} by link {self.link_id}"


class LinkVisit(TenantModel):
    """That somebody followed a short link on a day (UTC), and how often, up to a most that is believed.

    `visitor` is a keyed hash over the link, the day, the client's address and browser: the same visitor on another
    day, or at another link, is somebody else. No address is kept.
    """

    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="visits")
    visited_on = models.DateField()
    visitor = models.CharField(max_length=32)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "link", "visited_on", "visitor"], name="one_visit_per_visitor_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"visit of link {self.link_id} on {self.visited_on}"


class Opening(TenantModel):
    """That a person opened a place of a mission to do what is asked there: a network with a text, a page.

    Says that they went there, not that they did it; what proves it is a submission. `text` is what they took along
    last.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+")
    place = models.CharField(max_length=20)
    text = models.TextField(blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "mission", "advocate", "place"], name="one_opening_per_person_and_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} opened {self.place} of mission {self.mission_id}"
