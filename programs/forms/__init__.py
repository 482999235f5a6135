"""What is typed about people, imports and at the hub's door, made clean; nothing is saved here."""
