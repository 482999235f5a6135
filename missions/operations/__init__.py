"""Everything that changes missions, submissions and decisions; one file per subject."""
