"""What these pages keep: what people say of the help, the thanks they give each other, and alarms of the engine."""

from pages.models.alarms import Alarm
from pages.models.feedback import Feedback
from pages.models.kudos import Kudos, KudosOptOut, KudosReport

__all__ = ["Alarm", "Feedback", "Kudos", "KudosOptOut", "KudosReport"]
