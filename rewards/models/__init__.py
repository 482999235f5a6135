"""What is earned: points, and rewards."""

from rewards.models.given import Grant, Reward, RewardKind
from rewards.models.milestones import Milestone, Reached
from rewards.models.points import Budget, BudgetAlert, Reservation, Side, Transfer, Wallet

__all__ = [
    "Budget",
    "BudgetAlert",
    "Grant",
    "Milestone",
    "Reached",
    "Reservation",
    "Reward",
    "RewardKind",
    "Side",
    "Transfer",
    "Wallet",
]
