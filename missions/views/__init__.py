"""One file per audience and subject."""
