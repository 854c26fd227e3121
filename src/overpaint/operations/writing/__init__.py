"""Writing on pictures."""
