"""What these pages keep: what is said of the help and the guide, thanks between people, and alarms of the engine."""

from pages.models.alarms import Alarm
from pages.models.feedback import Feedback
from pages.models.guide import GuideAnswer
from pages.models.kudos import Kudos, KudosOptOut, KudosReport

__all__ = ["Alarm", "Feedback", "GuideAnswer", "Kudos", "KudosOptOut", "KudosReport"]
