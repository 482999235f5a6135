"""Addresses of workspaces' settings, staff, invitations and colours."""

from django.urls import path

from accounts.views import console, platform, public

platform_urls = [
    path("", platform.home, name="home"),
    path("new/", platform.founding, name="founding"),
    path("accounts/profile/", platform.profile, name="profile"),
    path("accounts/email/", platform.no_addresses, name="account_email"),
    path("accounts/sessions/<int:pk>/end/", platform.session_end, name="session_end"),
    path("healthz", platform.health, name="health"),
]
console_urls = [
    path("settings/", console.settings, name="settings"),
    path("settings/address/", console.address, name="settings_address"),
    path("settings/staff/", console.staff_list, name="staff"),
    path("settings/staff/<int:pk>/role/", console.role, name="staff_role"),
    path("settings/staff/<int:pk>/removal/", console.removal, name="staff_removal"),
    path("settings/invitations/<int:pk>/", console.invitation, name="staff_invitation"),
]
public_urls = [
    path("brand/<str:colour>.css", public.brand, name="brand"),
    path("invitations/<str:token>/", public.invitation, name="invitation"),
]
