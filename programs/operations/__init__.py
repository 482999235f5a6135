"""Everything that changes programs, people, their tags, imports and hub sessions; one file per subject."""
