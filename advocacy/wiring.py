"""When this has happened, these follow; when this is due, that is done. Nothing is connected anywhere else."""

from accounts import plugs as accounts
from campaigns import plugs as campaigns
from campaigns import reactions as campaigns_hear
from events.relay import Reactions
from events.rounds import nightly
from events.work import Step, Steps
from files import reactions as files_hear
from files.operations import EXPIRING as UPLOAD_EXPIRING
from files.operations import PLAYABLE
from files.work import SWEEPING, expire_upload, make_playable, sweep
from foundation import plugs
from jobs.operations import WORK as JOB
from jobs.operations import Kinds
from jobs.work import job_steps
from missions import answer_facts
from missions import awaited as missions_awaited
from missions import facts as missions_facts
from missions import plugs as missions
from missions import reactions as missions_hear
from missions.operations.announcing import KIND as ANNOUNCEMENT
from missions.operations.announcing import announce_slice
from missions.operations.answer_exports import KIND as ANSWER_EXPORT
from missions.operations.answer_exports import export_some_answers
from missions.operations.arrivals import EXPIRING as ARRIVAL_EXPIRING
from missions.operations.bulk import KIND as BULK_APPROVAL
from missions.operations.bulk import approve_some
from missions.operations.calls import EXPIRING as CALL_EXPIRING
from missions.operations.cycles import OPENING
from missions.operations.firing import KIND as FIRING
from missions.operations.firing import fire_some
from missions.operations.follow_ups import FOLLOWING_UP
from missions.operations.many_job import KIND as CHANGE_OF_ALL
from missions.operations.many_job import change_some
from missions.operations.nudging import KIND as NUDGE
from missions.operations.nudging import nudge_some
from missions.operations.plans import ACTING
from missions.operations.proofs import EXPIRING as HELD_EXPIRING
from missions.operations.reminding import REMINDING as CALL_REMINDING
from missions.operations.sending import KIND as MISSION_SENDING
from missions.operations.sending import send_some
from missions.operations.telling_again import KIND as TELLING_AGAIN
from missions.operations.telling_again import tell_some
from missions.set_off import uses_of_segment
from missions.work import (
    act_on_time,
    begin_cycle,
    expire_arrived,
    expire_held_file,
    expire_unanswered,
    remind_of_agreed,
    remind_of_mission,
)
from notifications import plugs as notifications
from notifications import reactions as notifications_hear
from notifications.operations.notices import SENDING
from notifications.sending import deliver, keep_trying
from pages import plugs as pages
from pages import reactions as pages_hear
from pages.operations.alarms import WATCHING
from pages.work import watch_once
from programs import facts as programs_facts
from programs import plugs as programs
from programs.operations.exports import EXPIRING, export_some
from programs.operations.exports import KIND as PEOPLE_EXPORT
from programs.operations.imports import DISCARDING, import_some
from programs.operations.imports import KIND as PEOPLE_IMPORT
from programs.operations.taking_back import KIND as TAKING_BACK
from programs.operations.taking_back import take_some_back
from programs.work import discard_unused, expire
from rewards import facts as rewards_facts
from rewards import grants as rewards_grants
from rewards import plugs as rewards
from rewards import reactions as rewards_hear
from rewards.operations.budgets import RELEASING
from rewards.operations.leaderboard import COUNTING, NIGHTLY
from rewards.proof import PROVING, prove_balances
from rewards.work import count_board, count_nightly, release_timed_out
from segments import plugs as segments
from segments import reactions as segments_hear
from segments.operations.asking import TICKING
from segments.operations.touching import DRAINING
from segments.operations.whole import AUDITING, ask_some_of_all
from segments.operations.whole import KIND as WHOLE
from segments.work import ask_waiting, audit_segments, keep_asking, keep_ticking, tick_once

REACTIONS: Reactions = {
    "workspace.created": [files_hear.begin_sweeps, rewards_hear.begin_proofs, segments_hear.begin_audits],
    "staff.invited": [notifications_hear.invite],
    "sign_in.requested": [notifications_hear.send_sign_in],
    "address_change.requested": [notifications_hear.send_address_code],
    "address_change.confirmed": [notifications_hear.tell_former_address, segments_hear.touch_concerned],
    "advocate.added": [segments_hear.touch_concerned],
    "advocate.changed": [segments_hear.touch_concerned],
    "advocate.joined": [segments_hear.touch_concerned],
    "advocate.applied": [notifications_hear.tell_applicant, segments_hear.touch_concerned],
    "application.approved": [notifications_hear.tell_applicant, segments_hear.touch_concerned],
    "application.rejected": [notifications_hear.tell_applicant, segments_hear.touch_concerned],
    "application.waitlisted": [notifications_hear.tell_applicant, segments_hear.touch_concerned],
    "application.withdrawn": [segments_hear.touch_concerned],
    "enrolment.made": [segments_hear.touch_concerned],
    "enrolment.ended": [segments_hear.touch_concerned],
    "advocate.accepted": [notifications_hear.welcome, segments_hear.touch_concerned],
    "advocate.deactivated": [segments_hear.touch_concerned],
    "advocate.reactivated": [segments_hear.touch_concerned],
    "tag.put": [segments_hear.touch_concerned],
    "tag.taken": [segments_hear.touch_concerned],
    "interests.chosen": [segments_hear.touch_concerned],
    "import.finished": [segments_hear.touch_concerned],
    "import.stopped": [segments_hear.touch_concerned],
    "arrival.confirmed": [segments_hear.touch_concerned],
    "answers.marked": [segments_hear.touch_concerned],
    "arrival.asked": [missions_hear.send_confirmation],
    "advocate.erased": [
        notifications_hear.forget,
        missions_hear.forget,
        pages_hear.forget,
        pages_hear.forget_kudos,
        rewards_hear.forget,
        rewards_hear.stand_no_more,
        campaigns_hear.forget,
        segments_hear.touch_concerned,
    ],
    "kudos.given": [pages_hear.tell_thanked],
    "job.ended": [notifications_hear.ring_for_job],
    "launch_request.asked": [missions_hear.ring_approvers],
    "launch_request.approved": [missions_hear.ring_author],
    "launch_request.returned": [missions_hear.ring_author],
    "launch_request.fell": [missions_hear.ring_author],
    "mission.launched": [missions_hear.announce],
    "mission.opened_again": [missions_hear.announce_again],
    "mission.followed_up": [missions_hear.announce_again],
    "mission.acted_late": [missions_hear.ring_late],
    "segment.entered": [missions_hear.fire],
    "submission.submitted": [segments_hear.touch_concerned],
    "submission.withdrawn": [segments_hear.touch_concerned],
    "decision.undone": [segments_hear.touch_concerned, campaigns_hear.settle_decided],
    "submission.approved": [
        missions_hear.tell_approval,
        segments_hear.touch_concerned,
        rewards_hear.reach,
        rewards_hear.stand,
        campaigns_hear.settle_decided,
    ],
    "submission.returned": [missions_hear.tell_decision, segments_hear.touch_concerned],
    "submission.declined": [missions_hear.tell_decision, segments_hear.touch_concerned],
    "decision.reversed": [
        missions_hear.tell_reversal,
        segments_hear.touch_concerned,
        rewards_hear.stand,
        campaigns_hear.settle_decided,
    ],
    "campaign.joined": [rewards_hear.reach, rewards_hear.stand],
    "campaign.completed": [rewards_hear.reach, rewards_hear.stand],
    "referral.moved": [missions_hear.tell_referrer, rewards_hear.reach, rewards_hear.stand],
    "milestone.reached": [rewards_hear.tell_reached],
    "reward.fulfilled": [rewards_hear.tell_settled],
    "reward.cancelled": [rewards_hear.tell_settled],
    "call.invited": [missions_hear.tell_asked],
    "call.called_off": [missions_hear.tell_asked],
    "call.accepted": [missions_hear.tell_asker],
    "call.declined": [missions_hear.tell_asker],
    "call.reminded": [missions_hear.tell_reminder],
    "call.expired": [missions_hear.tell_asker],
    "segment.failed": [pages_hear.watch_segment],
    "budget.reached": [missions_hear.tell_budget],
    "balances.differed": [rewards_hear.ring_for_difference],
}

JOBS: Kinds = {
    PEOPLE_IMPORT: import_some,
    TAKING_BACK: take_some_back,
    PEOPLE_EXPORT: export_some,
    ANSWER_EXPORT: export_some_answers,
    NUDGE: nudge_some,
    MISSION_SENDING: send_some,
    FIRING: fire_some,
    ANNOUNCEMENT: announce_slice,
    BULK_APPROVAL: approve_some,
    TELLING_AGAIN: tell_some,
    WHOLE: ask_some_of_all,
    CHANGE_OF_ALL: change_some,
}

WORK: Steps = {
    JOB: job_steps(JOBS),
    SENDING: Step(deliver, gave_up=keep_trying),
    DISCARDING: Step(discard_unused),
    EXPIRING: Step(expire),
    UPLOAD_EXPIRING: Step(expire_upload),
    PLAYABLE: Step(make_playable),
    ARRIVAL_EXPIRING: Step(expire_arrived),
    HELD_EXPIRING: Step(expire_held_file),
    ACTING: Step(act_on_time),
    OPENING: Step(begin_cycle),
    FOLLOWING_UP: Step(remind_of_mission),
    CALL_EXPIRING: Step(expire_unanswered),
    CALL_REMINDING: Step(remind_of_agreed),
    SWEEPING: nightly(SWEEPING, sweep),
    PROVING: nightly(PROVING, prove_balances),
    RELEASING: Step(release_timed_out),
    COUNTING: Step(count_board),
    NIGHTLY: nightly(NIGHTLY, count_nightly),
    DRAINING: Step(ask_waiting, gave_up=keep_asking),
    TICKING: Step(tick_once, gave_up=keep_ticking),
    WATCHING: Step(watch_once),
    AUDITING: nightly(AUDITING, audit_segments),
}


def fill_registries() -> None:
    """Plug the words of higher apps into the lower ones that show them; done once, when the apps are ready."""
    for wording in (
        *accounts.WORDINGS,
        *notifications.WORDINGS,
        *rewards.WORDINGS,
        *missions.WORDINGS,
        *pages.WORDINGS,
    ):
        plugs.WORDINGS[wording.kind] = wording
    for app in (programs, segments, notifications, rewards, missions, campaigns, pages):
        plugs.EVENT_WORDS.update(app.EVENT_WORDS)
    plugs.FACTS[:] = [
        *programs_facts.FACTS,
        *segments.FACTS,
        *rewards_facts.FACTS,
        *missions_facts.FACTS,
        *answer_facts.FACTS,
    ]
    plugs.BELL_WORDS.update(programs.BELL_WORDS)
    plugs.BELL_WORDS.update(rewards.BELL_WORDS)
    plugs.BELL_WORDS.update(missions.BELL_WORDS)
    plugs.BELL_WORDS.update(pages.BELL_WORDS)
    plugs.WAITING[:] = [*missions_awaited.WAITING, *rewards_grants.WAITING, *pages.WAITING]
    plugs.NAMES["tag"] = programs.tag_names
    plugs.NAMES["program"] = programs.program_names
    plugs.NAMES["mission"] = missions.mission_names
    plugs.USES["segment"] = [uses_of_segment, campaigns.uses_of_segment]
    plugs.THINGS["import"] = programs.import_thing
    plugs.THINGS["program"] = programs.program_thing
    plugs.THINGS["mission"] = missions.mission_thing
    plugs.WHOLES["mission"] = campaigns.campaign_of_mission
    plugs.THINGS["campaign"] = campaigns.campaign_thing
    plugs.THINGS["segment"] = segments.segment_thing
    plugs.THINGS["reward"] = rewards.reward_thing
    plugs.THINGS["milestone"] = rewards.milestone_thing
