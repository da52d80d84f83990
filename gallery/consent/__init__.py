"""What a patient permitted, and whether it holds: records in, decisions out."""
