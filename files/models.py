"""Uploaded and produced files: bytes under random names, and what is known about them; what is still on its way."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from foundation.tenancy import TenantModel


class Kind(models.TextChoices):
    """What a file is good for."""

    IMAGE = "image"  # re-encoded; may be shown in a page
    DOCUMENT = "document"  # opaque; only ever downloaded
    TABLE = "table"  # CSV
    VIDEO = "video"  # opaque; played by a page, never opened as one


class Audience(models.TextChoices):
    """Who may fetch a file."""

    STAFF = "staff"  # and the advocate who sent it
    HUB = "hub"  # signed-in advocates and staff
    PUBLIC = "public"  # anyone with the address


class File(TenantModel):
    """One stored file. `kind` and `media_type` come from its content, never from what the sender claimed.

    `path` is a random name below MEDIA_ROOT/<workspace id>/; `name` is what the sender called it, shown and
    offered at download only. Images were re-encoded on a fresh canvas. An upload belongs to staff or to one
    advocate, who alone may attach it to a submission.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=120, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    by_staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    by_advocate = models.ForeignKey("programs.Advocate", models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.STAFF)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="kind_of_a_file_is_known"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="audience_of_a_file_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Its address in the workspace; who may fetch it is asked there."""
        return reverse("public:file", args=[self.pk, self.name])


class Upload(TenantModel):
    """A file that comes in pieces: the first `received` of `size` bytes lie at `path` until `expires_at`.

    `about` is what it is sent for, such as "mission:12/1". Once whole and sound it has become `file`, which then
    owns the bytes; the row stays, so that a sender who missed that answer can ask again.
    """

    by_advocate = models.ForeignKey("programs.Advocate", models.PROTECT, related_name="+")
    about = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    stated = models.CharField(max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    path = models.CharField(max_length=120, unique=True)
    file = models.ForeignKey(File, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="an_upload_receives_no_more_than_its_size"
            ),
            models.CheckConstraint(
                condition=models.Q(file=None) | models.Q(received=models.F("size")),
                name="only_a_whole_upload_becomes_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VideoState(models.TextChoices):
    """How far a video is made ready for every browser."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    SKIPPED = "skipped"  # this server has no ffmpeg: the original is played
    FAILED = "failed"  # the original is played


class Video(TenantModel):
    """What is known about a file that is a video. The original is kept; `playable` is a copy every browser plays.

    `length_ms` is empty while nobody knows how long it is. `percent` is how much of the copy is made.
    """

    file = models.OneToOneField(File, models.CASCADE, related_name="video")
    length_ms = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=VideoState, default=VideoState.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    poster = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    playable = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=VideoState.values), name="state_of_a_video_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "skipped", "failed"], ended_at__isnull=False)
                | models.Q(state__in=["waiting", "working"], ended_at__isnull=True),
                name="work_on_a_video_has_an_end_exactly_when_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"video {self.pk}"

    @property
    def is_going(self) -> bool:
        """Whether a copy is still to come."""
        return self.state in (VideoState.WAITING, VideoState.WORKING)

    @property
    def clock(self) -> str:
        """How long it is as a player shows it, such as 1:05; "" while nobody knows."""
        return "{}:{:02}".format(*divmod(self.length_ms // 1000, 60)) if self.length_ms else ""
