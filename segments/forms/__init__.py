"""What staff type about segments; nothing is saved here."""
