"""What may be shown, told a second time and otherwise: a small model that knows no product code.

Instants are real, but who came first is told by counting: a consent and a publication carry the
number of the step in which they were made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

#: Each site's channels, as the installation under test has them; the first one that shows wins.
SITES = {
    "website": ("website_gallery", "website_embed:website"),
    "partner": ("website_embed:partner",),
}
CHANNELS = (
    "website_gallery",
    "website_embed:website",
    "website_embed:partner",
    "social:instagram",
    "directory:realself",
)


@dataclass
class Wish:
    """What a patient said of one channel, and from when until when it counts."""

    permits: bool
    starts: datetime | None = None
    ends: datetime | None = None
    is_taken_back: bool = False

    def counts(self, now: datetime) -> bool:
        has_begun = self.starts is None or self.starts <= now
        return has_begun and (self.ends is None or now < self.ends) and not self.is_taken_back


@dataclass
class Signed:
    """One consent: of ``photos`` that she saw, and if it ``covers_later`` of those added since.

    Of a consent that ``asks_for_more`` than the service can do only its refusals count.
    """

    id: str
    number: int
    signed: datetime
    begins: datetime
    expires: datetime
    wishes: dict[str, Wish]
    photos: frozenset[str]
    covers_later: bool = False
    asks_for_more: bool = False
    allows_marks: bool = False
    tells_gender: bool = False
    ended: datetime | None = None
    is_withdrawn: bool = False

    def holds(self, now: datetime) -> bool:
        is_over = self.is_withdrawn or (self.ended is not None and self.ended <= now)
        return self.begins <= now < self.expires and not is_over

    def says(self, channel: str, photo: str, added: int, now: datetime) -> bool | None:
        """Return True for yes, False for no, None where it says nothing.

        ``added`` is the step in which the photo came.
        """
        wish = self.wishes.get(channel)
        if wish is None or not (self.holds(now) and wish.counts(now)):
            return None
        if not wish.permits:
            return False if photo in self.photos or self.covers_later else None
        is_hers = photo in self.photos or (self.covers_later and added > self.number)
        return True if is_hers and not self.asks_for_more else None

    def instants(self) -> Iterator[datetime]:
        yield from (self.begins, self.expires)
        for wish in self.wishes.values():
            yield from (end for end in (wish.starts, wish.ends) if end)
        if self.ended:
            yield self.ended


@dataclass
class Shown:
    """One publication; ``number`` is the step up to which consents may carry it."""

    id: str
    channel: str
    photos: frozenset[str]
    keys: frozenset[str]
    number: int
    is_over: bool = False


@dataclass
class Story:
    """All that happened to one case; ``copies`` are those put up by hand, with their channel."""

    id: str
    slug: str
    marked: set[str] = field(default_factory=set)
    paired: frozenset[str] = frozenset()
    added: dict[str, int] = field(default_factory=dict)
    signed: list[Signed] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    burnt_keys: set[str] = field(default_factory=set)
    taken_back: dict[str, datetime] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    last_withdrawal: int = 0
    last_asked: int = 0
    is_deleted: bool = False

    def may_show(self, showing: Shown, now: datetime) -> bool:
        return not showing.is_over and self.is_covered(showing, now)

    def is_covered(self, showing: Shown, now: datetime) -> bool:
        return bool(showing.photos) and all(
            self.covering(showing, photo, now) for photo in showing.photos
        )

    def covering(self, showing: Shown, photo: str, now: datetime) -> list[Signed]:
        """Return the consents that carry one photo; none if any other forbids it."""
        added = self.added[photo]
        said = [(one, one.says(showing.channel, photo, added, now)) for one in self.signed]
        if any(word is False for _, word in said):
            return []
        return [
            one
            for one, word in said
            if word
            and one.number <= showing.number
            and (one.allows_marks or photo not in self.marked)
        ]

    def allows(self, channel: str, now: datetime) -> bool:
        """Tell whether a copy put up by hand may stay: which photos it shows is not known."""
        said = {
            one.says(channel, photo, self.added[photo], now)
            for one in self.signed
            for photo in self.paired
        }
        return self.is_deleted or said - {None} == {True}

    def may_tell_gender(self, showing: Shown, now: datetime) -> bool:
        return all(
            any(one.tells_gender for one in self.covering(showing, photo, now))
            for photo in showing.photos
        )

    def ends_next(self, showing: Shown, now: datetime) -> datetime:
        """Return the first instant from which it may not be shown any more."""
        later = sorted({when for one in self.signed for when in one.instants() if when > now})
        return next(when for when in later if not self.is_covered(showing, when))

    def live(self) -> list[Shown]:
        return [showing for showing in self.shown if not showing.is_over]

    def take_back(
        self, signed: Signed, channels: tuple[str, ...], number: int, now: datetime
    ) -> None:
        """Withdraw: whatever anybody permits on these channels falls, for good."""
        fallen = channels or tuple(signed.wishes)
        self.taken_back |= dict.fromkeys(fallen, now)
        for one in self.signed:
            for channel in fallen:
                wish = one.wishes.get(channel)
                if wish is not None and wish.permits and not one.is_withdrawn:
                    wish.is_taken_back = True
        signed.is_withdrawn = signed.is_withdrawn or not channels
        self.last_withdrawal = number
        for showing in self.shown:
            if showing.channel in fallen:
                showing.is_over = True
                self.burnt_keys |= showing.keys

    def comes_too_late(self, signed_at: datetime, channel: str) -> bool:
        """Tell whether she took the channel back after she had signed."""
        return channel in self.taken_back and signed_at <= self.taken_back[channel]

    def replace(self, earlier: Signed, later: Signed, now: datetime) -> None:
        """Let one consent take the place of another; what is shown and still covered goes on."""
        carried = [showing for showing in self.shown if self.may_show(showing, now)]
        earlier.ended = max(now, later.begins)
        self.signed.append(later)
        for showing in carried:
            showing.number = later.number
            showing.is_over = not self.is_covered(showing, now)

    def end_uncovered(self, now: datetime) -> None:
        for showing in self.live():
            showing.is_over = not self.is_covered(showing, now)

    def permits_anything_later(self) -> bool:
        """Tell whether any permission is left that was not taken back."""
        return any(
            wish.permits and not wish.is_taken_back and not one.is_withdrawn
            for one in self.signed
            for wish in one.wishes.values()
        )
