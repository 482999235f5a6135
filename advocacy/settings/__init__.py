"""Settings: base for all; dev, test and production say what differs."""
