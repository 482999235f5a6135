"""What is earned: points, and rewards."""

from rewards.models.given import Grant, Reward, RewardKind
from rewards.models.leaderboard import Appearance, How, Leaderboard, Shown, Standing
from rewards.models.milestones import Milestone, Reached
from rewards.models.points import Budget, BudgetAlert, Reservation, Side, Transfer, Wallet

__all__ = [
    "Appearance",
    "Budget",
    "BudgetAlert",
    "Grant",
    "How",
    "Leaderboard",
    "Milestone",
    "Reached",
    "Reservation",
    "Reward",
    "RewardKind",
    "Shown",
    "Side",
    "Standing",
    "Transfer",
    "Wallet",
]
