"""Read submitted forms into values, and show them again with what is wrong beside each field."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from werkzeug.datastructures import MultiDict

from gallery.errors import GalleryError, InvalidInput

Form = MultiDict[str, str]


class FormReader:
    """Read fields one by one, and collect what is wrong with each until ``finish``."""

    def __init__(self, form: Form) -> None:
        """Read from ``form``."""
        self.form = form
        self.faults: dict[str, str] = {}

    def text(self, name: str, *, label: str, longest: int, needed: bool = False) -> str:
        """Return one line or text without surrounding space."""
        value = self.form.get(name, "").replace("\r\n", "\n").strip()
        if needed and not value:
            self.faults[name] = f"{label} is missing."
        if len(value) > longest:
            self.faults[name] = (
                f"{label} has {len(value)} characters; the limit is {longest}. Shorten it."
            )
        return value

    def choice(
        self, name: str, allowed: Collection[str], *, label: str, needed: bool = False
    ) -> str | None:
        """Return one of ``allowed``, or None where nothing was chosen."""
        value = self.form.get(name, "").strip()
        if not value:
            if needed:
                self.faults[name] = f"{label}: choose one."
            return None
        if value not in allowed:
            self.faults[name] = f"{label}: choose one of the list."
        return value

    def choices(self, name: str, allowed: Collection[str], *, label: str) -> tuple[str, ...]:
        """Return every ticked value, in the form's order."""
        values = tuple(dict.fromkeys(self.form.getlist(name)))
        if any(value not in allowed for value in values):
            self.faults[name] = f"{label}: choose from the list."
        return values

    def lines(self, name: str, *, label: str, longest: int) -> tuple[str, ...]:
        """Return the lines of a text, without empty ones; ``longest`` is for each line."""
        found = tuple(line.strip() for line in self.form.get(name, "").splitlines())
        if any(len(line) > longest for line in found):
            self.faults[name] = f"{label}: at most {longest} characters a line."
        return tuple(dict.fromkeys(line for line in found if line))

    def flag(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return name in self.form

    def whole(self, name: str, *, label: str, low: int, high: int) -> int | None:
        """Return a whole number within limits, or None where nothing was typed."""
        value = self.form.get(name, "").strip()
        if not value:
            return None
        if not value.isdecimal() or not low <= int(value) <= high:
            self.faults[name] = f"{label} is {value[:20]}; give a whole number, {low} to {high}."
            return None
        return int(value)

    def number(self, name: str, *, label: str) -> float:
        """Return a finite number; 0 where it is at fault."""
        value = self.form.get(name, "").strip()
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.faults[name] = f"{label} is {value[:20]!r}; give a number such as 1.5."
        return 0.0

    def day(self, name: str, *, label: str, needed: bool = False) -> date | None:
        """Return a day, or None where nothing was typed."""
        value = self.form.get(name, "").strip()
        if not value:
            if needed:
                self.faults[name] = f"{label} is missing."
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.faults[name] = f"{label} is {value[:20]}; give a day as year-month-day."
            return None

    def clock_time(self, name: str, *, label: str) -> time | None:
        """Return a time of day, or None where nothing was typed."""
        value = self.form.get(name, "").strip()
        try:
            return time.fromisoformat(value).replace(tzinfo=None) if value else None
        except ValueError:
            self.faults[name] = f"{label} is {value[:20]}; give hours and minutes, such as 14:30."
            return None

    def finish(self) -> None:
        """Stop here if any field is wrong.

        :raises InvalidInput: with every fault by its field's name.
        """
        if self.faults:
            raise InvalidInput("Nothing was saved yet: see the marked fields.", fields=self.faults)


@dataclass(frozen=True)
class FormState:
    """Hold what a form shows: each field's values, each field's fault, and one for the whole."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    message: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "FormState":
        """Show values that are kept; None and False are left empty."""
        return cls({name: tuple(_texts(value)) for name, value in values.items()})

    @classmethod
    def refused(cls, form: Form, error: GalleryError) -> "FormState":
        """Show what was typed, with the faults that were found."""
        faults = error.fields if isinstance(error, InvalidInput) else {}
        return cls({name: tuple(form.getlist(name)) for name in form}, faults, error.message)

    @classmethod
    def typed(cls, form: Form, error: GalleryError | None) -> "FormState":
        """Show what was typed, with the faults if there are any."""
        if error is not None:
            return cls.refused(form, error)
        return cls({name: tuple(form.getlist(name)) for name in form})

    def value(self, name: str) -> str:
        """Return a field's value, empty where it has none."""
        return next(iter(self.values.get(name, ())), "")

    def has(self, name: str, option: str) -> bool:
        """Tell whether ``option`` is chosen."""
        return option in self.values.get(name, ())

    def fault(self, name: str) -> str:
        """Return what is wrong with a field, empty where nothing is."""
        return self.faults.get(name, "")


def _texts(value: object) -> Iterable[str]:
    if value is None or value is False:
        return ()
    if value is True:
        return ("on",)
    if isinstance(value, (list, tuple)):
        return map(str, value)
    return (str(value),)
