"""What visitors and staff wait for, measured; run with ``make bench``."""
