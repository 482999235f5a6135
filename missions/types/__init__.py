"""The registry of mission types: one line each."""

from missions.types.base import MissionType
from missions.types.custom_task.type import TYPE as CUSTOM_TASK
from missions.types.media.type import TYPE as MEDIA
from missions.types.opt_in.type import TYPE as OPT_IN
from missions.types.poll.type import TYPE as POLL
from missions.types.reference_call.type import TYPE as REFERENCE_CALL
from missions.types.reference_pool.type import TYPE as REFERENCE_POOL
from missions.types.referral.type import TYPE as REFERRAL
from missions.types.registration.type import TYPE as REGISTRATION
from missions.types.review.type import TYPE as REVIEW
from missions.types.social_post.type import TYPE as SOCIAL_POST
from missions.types.steps.type import TYPE as STEPS
from missions.types.survey.type import TYPE as SURVEY
from missions.types.update.type import TYPE as UPDATE
from missions.types.video.type import TYPE as VIDEO
from missions.types.web_page.type import TYPE as WEB_PAGE

TYPES: dict[str, MissionType] = {
    entry.key: entry
    for entry in (
        CUSTOM_TASK,
        STEPS,
        REVIEW,
        SURVEY,
        POLL,
        OPT_IN,
        UPDATE,
        REGISTRATION,
        SOCIAL_POST,
        WEB_PAGE,
        MEDIA,
        VIDEO,
        REFERRAL,
        REFERENCE_POOL,
        REFERENCE_CALL,
    )
}
