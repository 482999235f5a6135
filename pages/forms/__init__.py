"""What is typed on pages that show several apps."""
