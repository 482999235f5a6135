"""Addresses of segments in the console."""

from django.urls import path

from segments.views import builder, members, segment

console_urls = [
    path("segments/", segment.segment_list, name="segments"),
    path("segments/new/", builder.segment_new, name="segment_new"),
    path("segments/<int:pk>/", segment.segment_page, name="segment"),
    path("segments/<int:pk>/rule/", builder.segment_rule, name="segment_rule"),
    path("segments/<int:pk>/name/", segment.segment_name, name="segment_name"),
    path("segments/<int:pk>/archive/", segment.segment_archive, name="segment_archive"),
    path("segments/<int:pk>/asking/", segment.segment_asking, name="segment_asking"),
    path("segments/<int:pk>/asking/stop/", segment.segment_asking_stop, name="segment_asking_stop"),
    path("segments/<int:pk>/people/", members.segment_people, name="segment_people"),
    path("segments/<int:pk>/people/new/", members.segment_add, name="segment_add"),
    path("segments/<int:pk>/people/taking-out/", members.segment_taking_out, name="segment_taking_out"),
    path("segments/<int:pk>/why/", members.segment_why, name="segment_why"),
]
