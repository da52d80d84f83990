"""All demo cases: what an invented practice would have in its gallery.

Nobody in these cases exists. The pictures are drawn, the chart references and the clinicians are
made up, and the texts tell what was done rather than what to expect.
"""

from gallery.demo.calf_cases import CALF_CASES
from gallery.demo.case import DemoCase
from gallery.demo.other_cases import OTHER_CASES
from gallery.demo.thigh_cases import THIGH_CASES

DEMO_CASES: tuple[DemoCase, ...] = (*THIGH_CASES, *CALF_CASES, *OTHER_CASES)
