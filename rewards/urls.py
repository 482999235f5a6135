"""Addresses of rewards, milestones and what is to be handed out; of what can be taken for points, in the hub."""

from django.urls import path

from rewards.views import console, hub, leaderboard

console_urls = [
    path("rewards/", console.rewards, name="rewards"),
    path("rewards/new/", console.reward_new, name="reward_new"),
    path("rewards/<int:pk>/", console.reward, name="reward"),
    path("rewards/<int:pk>/archive/", console.reward_archive, name="reward_archive"),
    path("rewards/milestones/", console.milestones, name="milestones"),
    path("rewards/milestones/<int:pk>/removal/", console.milestone_removal, name="milestone_removal"),
    path("rewards/leaderboard/", leaderboard.board_settings, name="leaderboard"),
    path("rewards/leaderboard/file/", leaderboard.board_csv, name="leaderboard_csv"),
    path("rewards/given/", console.grants, name="grants"),
    path("rewards/given/file/", console.grants_csv, name="grants_csv"),
    path("rewards/given/<int:pk>/", console.grant, name="grant"),
    path("rewards/given/<int:pk>/cancellation/", console.grant_cancel, name="grant_cancel"),
]
hub_urls = [
    path("rewards/", hub.offers, name="offers"),
    path("rewards/leaderboard/", leaderboard.board, name="leaderboard"),
    path("rewards/<int:pk>/", hub.offer, name="offer"),
]
