"""The ways in which visitors, players and caches ask for one address (RFC 9110)."""

LATER = "Fri, 31 Dec 2100 23:59:59 GMT"
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-9"}),
    ("GET", {"If-None-Match": "*"}),
    ("GET", {"If-Modified-Since": LATER}),
)
