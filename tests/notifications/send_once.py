"""A sender in a process of its own, for the tests that kill it.

`python -m tests.notifications.send_once WORKSPACE MODE`
"""

import sys

import django

django.setup()

from foundation.plugs import WORDINGS
from notifications import sending
from tests.notifications.kinds import wording

WORDINGS["test.answered"] = wording("test.answered", "receipts")
workspace_id, mode = int(sys.argv[1]), sys.argv[2]
if mode == "careless":
    # What happens when nobody notes that the server is about to get a message: the control of the experiment.
    vars(sending)["hand_over"] = lambda **_: True
sending.deliver(workspace_id, 0)
