"""What these pages keep: what people say of the help, and the thanks they give each other."""

from pages.models.feedback import Feedback
from pages.models.kudos import Kudos, KudosOptOut, KudosReport

__all__ = ["Feedback", "Kudos", "KudosOptOut", "KudosReport"]
