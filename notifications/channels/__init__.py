"""The ways a message can take: a folder each."""
