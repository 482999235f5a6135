"""One file per audience: staff in the console, people who are invited, pages of no workspace."""
