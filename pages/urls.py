"""Addresses of pages that show several apps."""

from django.urls import path

from pages.views import analytics, company, console, health, help, hub, person, public

console_urls = [
    path("", console.home, name="home"),
    path("analytics/", analytics.analytics, name="analytics"),
    path("analytics/funnel/", analytics.funnel_file, name="analytics_funnel"),
    path("analytics/cohorts/", analytics.cohorts_file, name="analytics_cohorts"),
    path("kit/", console.kit, name="kit"),
    path("people/companies/", company.company_list, name="companies"),
    path("people/company/", company.company, name="company"),
    path("people/<int:pk>/", person.person, name="person"),
    path("feedback/", help.feedback, name="feedback"),
    path("health/", health.overview, name="health"),
    path("health/reactions/", health.run_all_again, name="health_all_again"),
    path("health/reactions/<int:pk>/", health.run_again, name="health_again"),
]
hub_urls = [
    path("help/", help.help_page, name="help"),
    path("points/", hub.points, name="points"),
    path("profile/", hub.profile, name="profile"),
    path("profile/photo/", hub.photo, name="photo"),
    path("profile/photo/removal/", hub.photo_removal, name="photo_removal"),
    path("profile/mail/<slug:topic>/", hub.wish, name="wish"),
]
public_urls = [
    path("files/<int:pk>/<str:name>", public.file, name="file"),
    path("outward/", public.outward, name="outward"),
]
