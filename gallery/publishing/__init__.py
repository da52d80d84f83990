"""Is this case fit to be shown? One function per rule, each returning findings."""
