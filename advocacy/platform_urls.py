"""Pages that belong to no workspace."""

from django.urls import include, path

from accounts.urls import platform_urls

urlpatterns = [*platform_urls, path("accounts/", include("allauth.urls"))]

handler400 = "pages.errors.bad_request"
handler403 = "pages.errors.forbidden"
handler404 = "pages.errors.not_found"
handler405 = "pages.errors.not_allowed"
handler429 = "pages.errors.too_many"
handler500 = "pages.errors.server_error"
