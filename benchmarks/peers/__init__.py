"""One program for each tool that renders the same photos; all but ours need installing."""
