"""Pages of people and imports in the console, and of the hub's door; one file per subject."""
