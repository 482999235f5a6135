"""The guide for staff: a page for each type of mission, with a picture, and every page is led to."""

import re
from pathlib import Path

import pytest

from missions.types import TYPES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
HEAVIEST = 120_000
PAGES = {
    "review": "review-mission",
    "opt_in": "opt-in",
    "web_page": "web-page",
    "social_post": "social-post",
    "custom_task": "custom-task",
    "reference_pool": "references",
    "reference_call": "references",
}


@pytest.mark.covers("S3-01", "S3-69", "S3-73")
@pytest.mark.parametrize("key", TYPES)
def test_each_type_has_a_page_with_a_picture_that_the_guide_leads_to(key: str) -> None:
    name = f"{PAGES.get(key, key)}.md"
    assert f"({name})" in (GUIDE / "README.md").read_text()
    pictures = re.findall(r"\]\((\.\./screenshots/[a-z-]+\.png)\)", (GUIDE / name).read_text())
    assert pictures
    assert all((GUIDE / picture).stat().st_size < HEAVIEST for picture in pictures)
