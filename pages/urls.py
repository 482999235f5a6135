"""Addresses of pages that show several apps."""

from django.urls import path

from pages.views import analytics, company, console, guide, health, help, hub, kudos, kudos_staff, person, public

console_urls = [
    path("", console.home, name="home"),
    path("analytics/", analytics.analytics, name="analytics"),
    path("analytics/funnel/", analytics.funnel_file, name="analytics_funnel"),
    path("analytics/cohorts/", analytics.cohorts_file, name="analytics_cohorts"),
    path("kit/", console.kit, name="kit"),
    path("people/companies/", company.company_list, name="companies"),
    path("people/company/", company.company, name="company"),
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/thanks/", kudos_staff.person_thanks, name="person_thanks"),
    path("thanks/", kudos_staff.thanks, name="thanks"),
    path("thanks/switch/", kudos_staff.thanks_switch, name="thanks_switch"),
    path("thanks/<int:pk>/removal/", kudos_staff.thanks_removal, name="thanks_removal"),
    path("thanks/<int:pk>/keeping/", kudos_staff.thanks_keeping, name="thanks_keeping"),
    path("feedback/", help.feedback, name="feedback"),
    path("guide/", guide.guide_index, name="guide"),
    path("guide/answers/", guide.guide_answers, name="guide_answers"),
    path("guide/<slug:slug>/", guide.guide_page, name="guide_page"),
    path("health/", health.overview, name="health"),
    path("health/segments/", health.repair, name="health_segments"),
    path("health/reactions/", health.run_all_again, name="health_all_again"),
    path("health/reactions/<int:pk>/", health.run_again, name="health_again"),
]
hub_urls = [
    path("help/", help.help_page, name="help"),
    path("thanks/", kudos.thanks, name="thanks"),
    path("thanks/own/", kudos.own_thanks, name="own_thanks"),
    path("thanks/own/wish/", kudos.thanks_wish, name="thanks_wish"),
    path("thanks/new/", kudos.thanks_new, name="thanks_new"),
    path("thanks/<int:pk>/removal/", kudos.thanks_removal, name="thanks_removal"),
    path("thanks/<int:pk>/report/", kudos.thanks_report, name="thanks_report"),
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
