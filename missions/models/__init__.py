"""What is asked, of whom, and what people hand in."""

from missions.models.approving import LaunchRequest
from missions.models.arrivals import Arrival
from missions.models.audience import AudienceRule, Firing
from missions.models.collections import Collected, Collection
from missions.models.cycles import CycleOpening, FollowUp
from missions.models.engagement import Engagement
from missions.models.exhibits import Exhibit, NameShown
from missions.models.held import HeldFile
from missions.models.library import MissionTemplate
from missions.models.licences import Licence, LicenceWithdrawal
from missions.models.links import Introduction, LinkVisit, Opening, ShortLink
from missions.models.listing import Folder, SavedView, TitleWord
from missions.models.marks import Mark
from missions.models.missions import (
    END,
    WITH_POINTS,
    WITH_REWARD,
    Activity,
    Approval,
    Arming,
    Audience,
    Mission,
    Recognition,
    Revision,
    Trigger,
)
from missions.models.opt_ins import OptIn
from missions.models.planned import Act, PlannedAct
from missions.models.prerequisites import Prerequisite
from missions.models.references import CallInvitation, Per, Reference, ReferenceCall, ReferenceFormat
from missions.models.referrals import PaysAt, Referral, ReferralMove
from missions.models.sharing import ShareVisit
from missions.models.submissions import (
    Attempt,
    AttemptFile,
    Decision,
    Participation,
    SpotCheck,
    Submission,
    Verdict,
)
from missions.models.tastes import Dismissal, Topic

__all__ = [
    "END",
    "WITH_POINTS",
    "WITH_REWARD",
    "Act",
    "Activity",
    "Approval",
    "Arming",
    "Arrival",
    "Attempt",
    "AttemptFile",
    "Audience",
    "AudienceRule",
    "CallInvitation",
    "Collected",
    "Collection",
    "CycleOpening",
    "Decision",
    "Dismissal",
    "Engagement",
    "Exhibit",
    "Firing",
    "Folder",
    "FollowUp",
    "HeldFile",
    "Introduction",
    "LaunchRequest",
    "Licence",
    "LicenceWithdrawal",
    "LinkVisit",
    "Mark",
    "Mission",
    "MissionTemplate",
    "NameShown",
    "Opening",
    "OptIn",
    "Participation",
    "PaysAt",
    "Per",
    "PlannedAct",
    "Prerequisite",
    "Recognition",
    "Reference",
    "ReferenceCall",
    "ReferenceFormat",
    "Referral",
    "ReferralMove",
    "Revision",
    "SavedView",
    "ShareVisit",
    "ShortLink",
    "SpotCheck",
    "Submission",
    "TitleWord",
    "Topic",
    "Trigger",
    "Verdict",
]
