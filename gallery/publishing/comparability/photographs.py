"""The checks of how the two photographs were taken: position, lighting, background, zoom."""

import math
from collections.abc import Iterator

from gallery.publishing.comparability.check import Check, CheckName, CheckVerdict
from gallery.publishing.comparability.evidence import Evidence, Fit, Shot

#: All thresholds are composed and want a clinician's review. Values are rounded as they are told
#: before they are judged, so that what is read never contradicts the verdict.
MAX_SHIFT_RATIO = 0.05
MAX_ROTATION_DEG = 3.0
MAX_ENLARGED = 0.05
MAX_FOCAL_LENGTH_CHANGE = 0.03
SHARPNESS_FACTOR = 2.0
MAX_EXPOSURE_EV = 0.3
MAX_ROOM_LIGHT_EV = 1.0
MAX_COLOUR_SHIFT = 4.0
MAX_BACKGROUND = 0.25

Fault = tuple[str, str]


def position(evidence: Evidence) -> Check:
    """Judge whether the camera stood and the subject lay alike."""
    fit = evidence.fit
    if fit is None or (fit.reasons and "parallax" not in fit.reasons):
        return Check(CheckName.POSITION, CheckVerdict.UNKNOWN, _why_unknown(fit))
    if fit.reasons:
        reason = "The camera stood in another place, or the pose changed: parts moved differently."
        advice = "Put the camera and the patient on their marks: same distance, height and angle."
        return Check(CheckName.POSITION, CheckVerdict.DIFFERS, (reason,), (advice,))
    told = (
        f"Shifted by {fit.shift_ratio:.1%} of the longer side (at most {MAX_SHIFT_RATIO:.0%}),"
        f" turned by {abs(fit.rotation_deg):.1f} degrees (at most {MAX_ROTATION_DEG:g})."
    )
    faults = list(_position_faults(fit))
    if faults and fit.is_applied:
        return _corrected(CheckName.POSITION, told)
    return _judged(CheckName.POSITION, (told,), faults)


def lighting(evidence: Evidence) -> Check:
    """Judge brightness, colour of the light, and flash."""
    measured, told = evidence.measured, []
    if measured.exposure_ev is not None:
        told.append(f"{_brighter(measured.exposure_ev)} (at most {MAX_EXPOSURE_EV:g}).")
    if measured.colour_shift is not None:
        told.append(
            f"Colours moved by {measured.colour_shift:.1f} in a*b* (at most {MAX_COLOUR_SHIFT:g})."
        )
    faults = list(_light_faults(evidence))
    if not told and not faults:
        return Check(CheckName.LIGHTING, CheckVerdict.UNKNOWN, _why_unknown(evidence.fit))
    return _judged(CheckName.LIGHTING, tuple(told), faults)


def background(evidence: Evidence) -> Check:
    """Judge whether the rim of both pictures shows the same."""
    share = evidence.measured.background
    if share is None:
        return Check(CheckName.BACKGROUND, CheckVerdict.UNKNOWN, _why_unknown(evidence.fit))
    told = f"{share:.0%} of the rim has another colour (at most {MAX_BACKGROUND:.0%})."
    fault = ("", "Use the same plain background, and clear what is new in the picture.")
    return _judged(CheckName.BACKGROUND, (told,), [fault] if share > MAX_BACKGROUND else [])


def zoom(evidence: Evidence) -> Check:
    """Judge distance, focal length, camera and sharpness."""
    fit, told = evidence.fit, []
    faults = list(_lens_faults(evidence.before, evidence.after))
    if fit is None or fit.reasons:
        if not faults:
            return Check(CheckName.ZOOM, CheckVerdict.UNKNOWN, _why_unknown(fit))
        return _judged(CheckName.ZOOM, (), faults)
    told.append(f"{_larger(fit.enlarged)} (at most {MAX_ENLARGED:.0%}).")
    sharpness = evidence.measured.sharpness
    if sharpness is not None:
        told.append(f"Fine detail: {sharpness:.2f} times the before's (0.5 to 2).")
        if not 1 / SHARPNESS_FACTOR <= sharpness <= SHARPNESS_FACTOR:
            faults.append(("", "Focus on the treated skin, and hold the camera still."))
    off_size = round(abs(fit.enlarged - 1), 3) > MAX_ENLARGED
    if off_size and fit.is_applied and not faults:
        return _corrected(CheckName.ZOOM, *told)
    if off_size and not fit.is_applied:
        faults.append(("", _distance_advice(fit.enlarged)))
    return _judged(CheckName.ZOOM, tuple(told), faults)


def _position_faults(fit: Fit) -> Iterator[Fault]:
    if round(fit.shift_ratio, 3) > MAX_SHIFT_RATIO:
        yield "", "Bring the same landmarks to the same place: lay the before over the view finder."
    if round(abs(fit.rotation_deg), 1) > MAX_ROTATION_DEG:
        side = "left" if fit.rotation_deg > 0 else "right"
        yield "", f"Tilt the picture {abs(fit.rotation_deg):.0f} degrees to the {side}."


def _light_faults(evidence: Evidence) -> Iterator[Fault]:
    measured = evidence.measured
    exposure = measured.exposure_ev
    if exposure is not None and round(abs(exposure), 1) > MAX_EXPOSURE_EV:
        word = "less" if exposure > 0 else "more"
        yield "", f"Expose {abs(exposure):.1f} stops {word}, or set the camera to the before's."
    if measured.colour_shift is not None and round(measured.colour_shift, 1) > MAX_COLOUR_SHIFT:
        word = "yellower" if (measured.warmth or 0) > 0 else "bluer"
        yield "", f"The after is {word}: use the same light and a fixed white balance."
    flashes = (evidence.before.flash_fired, evidence.after.flash_fired)
    if None not in flashes and flashes[0] != flashes[1]:
        yield "The flash fired in one photo only.", "Use the flash in both photos, or in none."
    room = _room_light_ev(evidence)
    if room is not None and abs(room) > MAX_ROOM_LIGHT_EV:
        word = "brighter" if room > 0 else "darker"
        reason = (
            f"The room was {abs(room):.1f} stops {word}; the camera made up for it (at most 1)."
        )
        yield reason, "Use the same lamps at the same distance, and shut out daylight."


def _room_light_ev(evidence: Evidence) -> float | None:
    """Return the change of the light itself: that of the picture less that of the settings."""
    settings = [_settings_ev(shot) for shot in (evidence.before, evidence.after)]
    if evidence.measured.exposure_ev is None or settings[0] is None or settings[1] is None:
        return None
    return evidence.measured.exposure_ev - (settings[1] - settings[0])


def _settings_ev(shot: Shot) -> float | None:
    """Return in stops how much light the settings let count: t ISO / N^2."""
    if not (shot.exposure_seconds and shot.f_number and shot.iso):
        return None
    return math.log2(shot.exposure_seconds * shot.iso / shot.f_number**2)


def _lens_faults(before: Shot, after: Shot) -> Iterator[Fault]:
    if before.camera and after.camera and before.camera != after.camera:
        yield "Two cameras were used.", "Use the camera of the before."
    lengths = (before.focal_length_mm, after.focal_length_mm)
    if lengths[0] and lengths[1] and abs(lengths[1] / lengths[0] - 1) > MAX_FOCAL_LENGTH_CHANGE:
        reason = f"The focal length was {lengths[0]:g} mm before and {lengths[1]:g} mm after."
        yield reason, f"Set the lens to {lengths[0]:g} mm."


def _distance_advice(enlarged: float) -> str:
    word = "back" if enlarged > 1 else "nearer"
    cm = abs(enlarged - 1) * 100
    return f"Step {word}: {cm:.0f} cm for each metre between camera and patient."


def _larger(enlarged: float) -> str:
    word = "larger" if enlarged >= 1 else "smaller"
    return f"The after is {abs(enlarged - 1):.1%} {word}"


def _brighter(exposure_ev: float) -> str:
    stops = round(abs(exposure_ev), 1)
    word = "brighter" if exposure_ev >= 0 else "darker"
    return f"The after is {stops} stops {word}" if stops else "The after is as bright as the before"


def _why_unknown(fit: Fit | None) -> tuple[str, ...]:
    if fit is None:
        return ("The photos were not compared yet.",)
    return ("The photos could not be laid over each other, so this could not be measured.",)


def _corrected(name: CheckName, *told: str) -> Check:
    return Check(name, CheckVerdict.PASS, (*told, "The alignment makes up for that."))


def _judged(name: CheckName, told: tuple[str, ...], faults: list[Fault]) -> Check:
    reasons = (*told, *(reason for reason, _ in faults if reason))
    advice = tuple(what for _, what in faults)
    return Check(name, CheckVerdict.DIFFERS if faults else CheckVerdict.PASS, reasons, advice)
