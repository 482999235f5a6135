"""The right to show a review, where it was asked for."""

from missions.types.material import RightsActs

ACTS = RightsActs()
