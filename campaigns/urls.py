"""Addresses of campaigns and the calendar, and of campaigns in the hub."""

from django.urls import path

from campaigns.views import calendar, console, hub

console_urls = [
    path("campaigns/", console.campaigns, name="campaigns"),
    path("campaigns/new/", console.campaign_new, name="campaign_new"),
    path("campaigns/calendar/", calendar.calendar, name="campaign_calendar"),
    path("campaigns/<int:pk>/", console.campaign, name="campaign"),
    path("campaigns/<int:pk>/settings/", console.campaign_settings, name="campaign_settings"),
    path("campaigns/<int:pk>/people/", console.campaign_people, name="campaign_people"),
    path("campaigns/<int:pk>/activities/", console.campaign_part_new, name="campaign_part_new"),
    path("campaigns/<int:pk>/arrangement/", console.campaign_arrangement, name="campaign_arrangement"),
    path(
        "campaigns/<int:pk>/activities/<int:part_pk>/removal/", console.campaign_part_removal,
        name="campaign_part_removal",
    ),
    path("campaigns/<int:pk>/launch/", console.campaign_launch, name="campaign_launch"),
    path("campaigns/<int:pk>/end/", console.campaign_end, name="campaign_end"),
    path("campaigns/<int:pk>/archive/", console.campaign_archive, name="campaign_archive"),
]  # fmt: skip
hub_urls = [
    path("campaigns/", hub.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", hub.campaign, name="campaign"),
    path("campaigns/<int:pk>/leave/", hub.campaign_leave, name="campaign_leave"),
]
