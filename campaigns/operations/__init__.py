"""Everything that changes campaigns, who is in them, and what they bring."""
