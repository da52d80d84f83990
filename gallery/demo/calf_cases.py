"""Demo cases of veins of the calf and the ankle, shown on the website."""

from datetime import date

from gallery.demo.case import ConsentWanted, DemoCase, StageWanted, pairs_of
from gallery.demo.pictures.recipe import Backdrop, Findings, Recipe, Region, Side

ELLISON = "Mara Ellison, MD"
CARVALHO = "Inês Carvalho, RN"

CALF_CASES: tuple[DemoCase, ...] = (
    DemoCase(
        key="inner-calf-varicose",
        title="Varicose vein on the inner right calf",
        procedures=("ambulatory-phlebectomy", "sclerotherapy"),
        area="legs",
        laterality="right",
        sessions=2,
        provider=ELLISON,
        story=(
            "A raised, winding vein on the inner calf with smaller veins around it. The large "
            "vein was removed through small openings under local anaesthetic; the small ones were "
            "treated by injection six weeks later. The pictures follow the leg for six months: "
            "brown staining is visible at six weeks and has largely gone by six months."
        ),
        age_band="55-64",
        gender="male",
        skin_type="II",
        chart_ref="DEMO-1063",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "MED",
                Recipe(
                    42,
                    Region.CALF_MEDIAL,
                    Findings(spider=0.45, reticular=0.6, varicose=0.74),
                    side=Side.RIGHT,
                    skin_type="II",
                    hair=0.5,
                    age=0.6,
                    before_on=date(2025, 1, 14),
                ),
                {"P6W": 0.62, "P3M": 0.78, "P6M": 0.9},
            ),
        ),
    ),
    DemoCase(
        key="inner-ankle",
        title="Fine veins around the inner ankle",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="left",
        sessions=3,
        provider=CARVALHO,
        story=(
            "Fans of fine red veins above and below the ankle bone, where skin is thin and small "
            "amounts are used. Three sessions, three weeks apart. Twelve weeks after the last one "
            "the fans are much paler; single branches can still be seen."
        ),
        age_band="65-74",
        gender="female",
        skin_type="I",
        chart_ref="DEMO-1071",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "MED",
                Recipe(
                    5,
                    Region.ANKLE_MEDIAL,
                    Findings(spider=0.9, reticular=0.7),
                    skin_type="I",
                    age=0.8,
                    freckles=0.5,
                    before_on=date(2025, 4, 8),
                ),
                {"P12W": 0.7},
            ),
        ),
    ),
    DemoCase(
        key="back-of-calf",
        title="Veins on the back of the left calf",
        procedures=("sclerotherapy", "laser-vein-treatment"),
        area="legs",
        laterality="left",
        sessions=4,
        provider=ELLISON,
        story=(
            "Blue veins across both heads of the calf muscle and red branches below them. Two "
            "sessions of injections for the blue veins, then two of laser for what was left. On "
            "brown skin the laser was set for a longer pulse and the skin was cooled."
        ),
        age_band="45-54",
        gender="female",
        skin_type="V",
        chart_ref="DEMO-1095",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "PA",
                Recipe(
                    1518,
                    Region.CALF_BACK,
                    Findings(spider=0.8, reticular=0.9),
                    skin_type="V",
                    backdrop=Backdrop.WARM,
                    before_on=date(2025, 2, 25),
                ),
                {"P3M": 0.74},
            ),
        ),
    ),
    DemoCase(
        key="inner-calf-blue",
        title="Reticular veins on the inner left calf",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="left",
        sessions=2,
        provider=CARVALHO,
        story=(
            "Blue veins along the inner calf of a man who stands at work. Two sessions, four "
            "weeks apart, with compression for ten days. Shown at eight weeks and at six months; "
            "thin lines near the shin did not respond."
        ),
        age_band="35-44",
        gender="male",
        skin_type="III",
        chart_ref="DEMO-1110",
        consent=ConsentWanted.ON_SCREEN,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "MED",
                Recipe(
                    1714,
                    Region.CALF_MEDIAL,
                    Findings(spider=0.5, reticular=0.95),
                    skin_type="III",
                    hair=0.9,
                    before_on=date(2025, 3, 18),
                ),
                {"P8W": 0.66, "P6M": 0.82},
            ),
        ),
    ),
)
