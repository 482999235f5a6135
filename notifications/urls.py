"""Addresses of the bell, of the words of mails, and of the link that stops them."""

from django.urls import path

from notifications.views import console, public, wording

console_urls = [
    path("bell/", console.bell, name="bell"),
    path("bell/seen/", console.bell_seen, name="bell_seen"),
    path("bell/<int:pk>/", console.bell_item, name="bell_item"),
    path("settings/mail/", wording.mail, name="mail"),
    path("settings/mail/<str:kind>/", wording.mail_words, name="mail_words"),
    path("settings/mail/<str:kind>/preview/", wording.mail_preview, name="mail_preview"),
    path("settings/mail/<str:kind>/test/", wording.mail_test, name="mail_test"),
    path("settings/mail/<str:kind>/standard/", wording.mail_standard, name="mail_standard"),
]
public_urls = [
    path("unsubscribe/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
