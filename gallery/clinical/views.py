"""Standard views of a photograph.

The codes follow the ASPS/PSF photographic standards: front (AP), back (PA), obliques (OL, OR),
laterals (LL, LR), basal (BAS), vertex (CEP), medial and lateral aspects of a limb, close-ups (CU).
"""

from gallery.clinical.terms import Area
from gallery.errors import InvalidInput

VIEWS = {
    "AP": "Front",
    "PA": "Back",
    "OL": "Left oblique",
    "OR": "Right oblique",
    "LL": "Left side",
    "LR": "Right side",
    "BAS": "From below",
    "CEP": "From above",
    "MED": "Inner side",
    "LAT": "Outer side",
    "CU": "Close-up",
    "CU_thigh_upper": "Close-up, upper thigh",
    "CU_thigh_lower": "Close-up, lower thigh",
    "CU_knee": "Close-up, knee",
    "CU_popliteal": "Close-up, back of the knee",
    "CU_calf": "Close-up, calf",
    "CU_ankle_foot": "Close-up, ankle and foot",
    "AP_open": "Front, eyes open",
    "AP_closed": "Front, eyes closed",
    "AP_up": "Front, looking up",
    "AP_down": "Front, looking down",
    "AP_rest": "Front, at rest",
    "AP_pucker": "Front, lips pursed",
    "AP_smile": "Front, smiling",
    "dorsal_L": "Back of the left hand",
    "dorsal_R": "Back of the right hand",
    "smile": "Smile",
    "retracted_AP": "Retracted, front",
    "retracted_L": "Retracted, left",
    "retracted_R": "Retracted, right",
}


def view_named(code: str) -> str:
    """Return the view code if it is a standard one.

    :raises InvalidInput: code ``unknown_view``, naming the codes that exist.
    """
    if code in VIEWS:
        return code
    message = f"view is {code[:40]!r}; use one of: {', '.join(VIEWS)}."
    raise InvalidInput(message, fields={"view": message}, code="unknown_view")


def usual_views(area: Area) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of the views that the area's protocol asks for, then all others."""
    rest = [code for code in VIEWS if code not in area.views]
    return tuple((code, VIEWS[code]) for code in (*area.views, *rest))
