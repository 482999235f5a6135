"""Pages that show several apps at once; one file per audience."""
