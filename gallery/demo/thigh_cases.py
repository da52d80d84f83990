"""Demo cases of veins of the thigh and the knee, shown on the website."""

from datetime import date

from gallery.demo.case import ConsentWanted, DemoCase, StageWanted, pairs_of
from gallery.demo.pictures.recipe import Backdrop, Findings, Recipe, Region, Side

ELLISON = "Mara Ellison, MD"
TAKEDA = "Jun Takeda, PA-C"

THIGH_CASES: tuple[DemoCase, ...] = (
    DemoCase(
        key="outer-thigh",
        title="Spider veins on the outer left thigh",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="left",
        sessions=3,
        provider=ELLISON,
        story=(
            "A cluster of red and purple spider veins fed by a blue vein under the skin. Three "
            "sessions two weeks apart: the feeding vein first, then the fine branches. "
            "Compression stockings were worn for a week after each. At six weeks some brown marks "
            "remained along the treated veins; at three months most of them had faded."
        ),
        age_band="35-44",
        gender="female",
        skin_type="II",
        chart_ref="DEMO-1042",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "LAT",
                Recipe(
                    36,
                    Region.THIGH_LATERAL,
                    Findings(spider=0.95, reticular=0.7),
                    skin_type="II",
                    before_on=date(2025, 2, 11),
                ),
                {"P6W": 0.62, "P3M": 0.82},
            ),
            *pairs_of(
                "CU",
                Recipe(
                    1209,
                    Region.SKIN_CLOSE_UP,
                    Findings(spider=0.7, reticular=0.4),
                    skin_type="II",
                    ruler=True,
                    before_on=date(2025, 2, 11),
                ),
                {"P3M": 0.8},
            ),
        ),
    ),
    DemoCase(
        key="behind-both-knees",
        title="Reticular and spider veins behind both knees",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="bilateral",
        sessions=2,
        provider=ELLISON,
        story=(
            "Blue reticular veins behind both knees with fine red branches above the calves. Both "
            "legs were treated in each of two sessions, four weeks apart. Photographed standing, "
            "from behind, at eight weeks. A few faint lines remain on the calves."
        ),
        age_band="45-54",
        gender="female",
        skin_type="I",
        chart_ref="DEMO-1057",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "PA",
                Recipe(
                    10,
                    Region.KNEES_BACK,
                    Findings(spider=0.9, reticular=0.8),
                    skin_type="I",
                    age=0.6,
                    before_on=date(2025, 3, 4),
                ),
                {"P8W": 0.74},
            ),
        ),
    ),
    DemoCase(
        key="front-of-thighs",
        title="Spider veins on the front of both thighs",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="bilateral",
        sessions=3,
        provider=TAKEDA,
        story=(
            "Scattered spider veins above both knees. Three sessions in ten weeks. The pictures "
            "were taken with the same light and the same distance, three months after the last "
            "session."
        ),
        age_band="35-44",
        gender="female",
        skin_type="IV",
        chart_ref="DEMO-1088",
        consent=ConsentWanted.EXPIRING,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "AP",
                Recipe(
                    1411,
                    Region.THIGHS_FRONT,
                    Findings(spider=0.9, reticular=0.8),
                    skin_type="IV",
                    backdrop=Backdrop.WARM,
                    before_on=date(2025, 5, 6),
                ),
                {"P3M": 0.76},
            ),
        ),
    ),
    DemoCase(
        key="outer-thigh-laser",
        title="Fine red veins on the outer right thigh",
        procedures=("laser-vein-treatment",),
        area="legs",
        laterality="right",
        sessions=2,
        provider=TAKEDA,
        story=(
            "Red veins too fine for a needle. Two laser sessions, six weeks apart. Eight weeks "
            "later the densest patch is lighter, and the close-up with a ruler shows which "
            "branches remain."
        ),
        age_band="25-34",
        gender="female",
        skin_type="III",
        chart_ref="DEMO-1102",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "LAT",
                Recipe(
                    1607,
                    Region.THIGH_LATERAL,
                    Findings(spider=1.0, reticular=0.3),
                    side=Side.RIGHT,
                    skin_type="III",
                    backdrop=Backdrop.WARM,
                    before_on=date(2025, 6, 3),
                ),
                {"P8W": 0.7},
            ),
            *pairs_of(
                "CU",
                Recipe(
                    1612,
                    Region.SKIN_CLOSE_UP,
                    Findings(spider=0.8, reticular=0.15),
                    side=Side.RIGHT,
                    skin_type="III",
                    ruler=True,
                    hair=0.35,
                    before_on=date(2025, 6, 3),
                ),
                {"P8W": 0.68},
            ),
        ),
    ),
    DemoCase(
        key="behind-knees-second",
        title="Spider veins behind both knees, four sessions",
        procedures=("sclerotherapy",),
        area="legs",
        laterality="bilateral",
        sessions=4,
        provider=ELLISON,
        story=(
            "Dense spider veins around the fold of both knees, present for more than ten years. "
            "Four sessions at intervals of three weeks. At three months the fans are thinner and "
            "paler. A fifth session was offered and declined."
        ),
        age_band="55-64",
        gender="female",
        skin_type="III",
        chart_ref="DEMO-1124",
        consent=ConsentWanted.WEBSITE,
        stage=StageWanted.PUBLISHED,
        pairs=(
            *pairs_of(
                "PA",
                Recipe(
                    1822,
                    Region.KNEES_BACK,
                    Findings(spider=1.0, reticular=0.6),
                    skin_type="III",
                    age=0.7,
                    backdrop=Backdrop.WARM,
                    before_on=date(2025, 4, 22),
                ),
                {"P3M": 0.72},
            ),
        ),
    ),
)
