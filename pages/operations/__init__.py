"""Changes to what these pages keep."""
