"""Demo cases of other treatments, and cases whose consent keeps them off the website."""

from datetime import date

from gallery.demo.case import ConsentWanted, DemoCase, StageWanted, pairs_of
from gallery.demo.pictures.recipe import Findings, Recipe, Region, Side

ELLISON = "Mara Ellison, MD"
TAKEDA = "Jun Takeda, PA-C"
CARVALHO = "Inês Carvalho, RN"

OTHER_CASES: tuple[DemoCase, ...] = (
    DemoCase(
        key="cheek-sun-spots",
        title="Sun spots on the cheek",
        procedures=("laser-pigmentation",),
        area="face",
        laterality="left",
        sessions=2,
        provider=TAKEDA,
        story=(
            "Brown spots from years of sun, in a close-up of the cheek that shows no other part "
            "of the face. Two laser sessions, five weeks apart. The spots darkened and flaked off "
            "within ten days; two of them came back paler."
        ),
        age_band="55-64",
        gender="female",
        skin_type="III",
        chart_ref="DEMO-1131",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "CU",
                Recipe(
                    7,
                    Region.CHEEK_PIGMENT,
                    Findings(pigment=0.7),
                    skin_type="III",
                    hair=0.0,
                    freckles=0.1,
                    age=0.6,
                    before_on=date(2025, 5, 20),
                ),
                {"P8W": 0.7},
            ),
        ),
    ),
    DemoCase(
        key="abdomen-contour",
        title="Contour of the abdomen after cooling",
        procedures=("body-contouring",),
        area="abdomen",
        laterality=None,
        sessions=2,
        provider=TAKEDA,
        story=(
            "Two sessions of cooling to the lower abdomen and flanks, eight weeks apart. Weight "
            "stayed within one kilogram. Photographed from the front at three months, same stance "
            "and same distance."
        ),
        age_band="35-44",
        gender="female",
        skin_type="III",
        chart_ref="DEMO-1138",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "AP",
                Recipe(
                    5,
                    Region.ABDOMEN,
                    Findings(fullness=0.8),
                    skin_type="III",
                    freckles=0.15,
                    hair=0.0,
                    before_on=date(2025, 4, 15),
                ),
                {"P3M": 0.72},
            ),
        ),
    ),
    DemoCase(
        key="hand-age-spots",
        title="Age spots on the back of the hand",
        procedures=("hand-rejuvenation",),
        area="hands",
        laterality="right",
        sessions=2,
        provider=CARVALHO,
        story=(
            "Brown spots on the back of the right hand, two sessions of light treatment. The form "
            "permits use in the office and denies the website."
        ),
        age_band="65-74",
        gender="female",
        skin_type="II",
        chart_ref="DEMO-1145",
        consent=ConsentWanted.OFFICE_ONLY,
        stage=StageWanted.READY,
        pairs=(
            *pairs_of(
                "CU",
                Recipe(
                    9,
                    Region.HAND_BACK,
                    Findings(pigment=0.5, reticular=0.5),
                    side=Side.RIGHT,
                    skin_type="II",
                    age=0.9,
                    hair=0.0,
                    before_on=date(2025, 6, 17),
                ),
                {"P8W": 0.7},
            ),
        ),
    ),
    DemoCase(
        key="calf-expired",
        title="Spider veins on the back of the right calf",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="right",
        sessions=2,
        provider=CARVALHO,
        story=(
            "Spider veins over the outer calf, treated in two sessions. The consent for this case "
            "has run out, so the website no longer shows it."
        ),
        age_band="45-54",
        gender="female",
        skin_type="II",
        chart_ref="DEMO-0931",
        consent=ConsentWanted.EXPIRED,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "PA",
                Recipe(
                    1906,
                    Region.CALF_BACK,
                    Findings(spider=0.9, reticular=0.5),
                    side=Side.RIGHT,
                    skin_type="II",
                    before_on=date(2024, 5, 14),
                ),
                {"P8W": 0.7},
            ),
        ),
    ),
    DemoCase(
        key="thigh-withdrawn",
        title="Veins on the outer right thigh",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="right",
        sessions=3,
        provider=ELLISON,
        story=(
            "Blue and red veins on the outer thigh, three sessions. The consent was withdrawn "
            "after publication."
        ),
        age_band="25-34",
        gender="female",
        skin_type="II",
        chart_ref="DEMO-0987",
        consent=ConsentWanted.WITHDRAWN,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "LAT",
                Recipe(
                    2011,
                    Region.THIGH_LATERAL,
                    Findings(spider=0.8, reticular=0.8),
                    side=Side.RIGHT,
                    skin_type="II",
                    before_on=date(2024, 9, 10),
                ),
                {"P6W": 0.7},
            ),
        ),
    ),
    DemoCase(
        key="ankle-missing",
        title="Veins on the inner right ankle",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="right",
        sessions=2,
        provider=CARVALHO,
        story=(
            "Fine veins around the ankle, two sessions. Brought over from the old photo folder "
            "without a signed form."
        ),
        age_band="65-74",
        gender="female",
        skin_type="III",
        chart_ref="DEMO-0874",
        consent=ConsentWanted.MISSING,
        stage=StageWanted.READY,
        pairs=(
            *pairs_of(
                "MED",
                Recipe(
                    2105,
                    Region.ANKLE_MEDIAL,
                    Findings(spider=0.7, reticular=0.6),
                    side=Side.RIGHT,
                    skin_type="III",
                    age=0.8,
                    before_on=date(2024, 3, 5),
                ),
                {"P12W": 0.72},
            ),
        ),
    ),
    DemoCase(
        key="thighs-draft",
        title="Front of the thighs, first visit filed",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="bilateral",
        sessions=1,
        provider=TAKEDA,
        story=("Follow-up pictures are in; the form has not been signed yet."),
        age_band="18-24",
        gender="female",
        skin_type="II",
        chart_ref="DEMO-1152",
        consent=ConsentWanted.MISSING,
        stage=StageWanted.DRAFT,
        pairs=(
            *pairs_of(
                "AP",
                Recipe(
                    2203,
                    Region.THIGHS_FRONT,
                    Findings(spider=0.5, reticular=0.4),
                    skin_type="II",
                    before_on=date(2025, 7, 1),
                ),
                {"P6W": 0.6},
            ),
        ),
    ),
)
