"""What the law of a place asks of a consent, and of what is shown: packs of rules as data."""
