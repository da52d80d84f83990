"""The web doors: the only package that imports Flask."""
