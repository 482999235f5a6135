"""The address that removes the sample."""

from django.urls import path

from samples import views

console_urls = [path("sample/removal/", views.removal, name="sample_removal")]
