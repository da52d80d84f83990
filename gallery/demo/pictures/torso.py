"""Framings of other parts: cheek, abdomen and the back of the hand."""

from gallery.demo.pictures.anatomy import Band, Bump, Crease, Limb, Scene, Zone
from gallery.demo.pictures.recipe import Region

CHEEK = Scene(
    width_mm=96,
    height_mm=72,
    limbs=(
        Limb(
            rows=((-20, -40, 122), (36, -38, 118), (100, -32, 108)),
            bumps=(Bump(34, 22, 26, 18, 5.0, tilt_degrees=-20), Bump(66, 62, 30, 14, -3.0)),
            depth_ratio=0.75,
        ),
    ),
    zones=(Zone(45, 36, 40, 30),),
    flush=(Bump(36, 30, 30, 22, 0.16),),
)

HAND_BACK = Scene(
    width_mm=112,
    height_mm=84,
    limbs=(
        Limb(
            rows=((-15, -30, 101), (20, -28, 103), (60, -26, 100), (100, -22, 94)),
            bumps=(
                Bump(19, 32, 3.4, 24, 0.8, tilt_degrees=13),
                Bump(40, 30, 3.6, 27, 1.3, tilt_degrees=5),
                Bump(63, 31, 3.4, 25, 1.1, tilt_degrees=-6),
                Bump(84, 34, 3.2, 21, 0.7, tilt_degrees=-14),
                Bump(29, 24, 7, 20, -1.6, tilt_degrees=8),
                Bump(51, 24, 7, 20, -1.9),
                Bump(73, 26, 7, 19, -1.5, tilt_degrees=-9),
                Bump(16, 3, 9, 9, 5.0),
                Bump(39, -1, 9, 10, 6.0),
                Bump(64, 0, 9, 10, 5.6),
                Bump(87, 6, 8, 9, 4.6),
            ),
            depth_ratio=0.5,
            roundness=2.6,
        ),
    ),
    zones=(Zone(48, 46, 44, 32, 80),),
    flush=(Bump(15, 0, 11, 10, 0.12), Bump(39, -2, 11, 10, 0.12), Bump(64, 0, 11, 10, 0.12)),
)


def abdomen(fullness: float) -> Scene:
    """Return the front of the abdomen; ``fullness`` from 0 to 1 widens and rounds it."""
    wide = 17 * fullness
    body = Limb(
        rows=(
            (-40, 34 - 0.3 * wide, 306 + 0.3 * wide),
            (40, 44 - 0.6 * wide, 296 + 0.6 * wide),
            (110, 53 - wide, 287 + wide),
            (165, 54 - 1.25 * wide, 286 + 1.25 * wide),
            (215, 44 - 1.2 * wide, 296 + 1.2 * wide),
            (270, 27 - 0.6 * wide, 313 + 0.6 * wide),
            (330, 14 - 0.3 * wide, 326 + 0.3 * wide),
            (440, 10, 330),
            (500, 10, 330),
        ),
        bumps=(
            Bump(170, 70, 7, 90, -2.4 * (1 - 0.6 * fullness)),
            Bump(118, 120, 22, 110, 4.0 * (1 - 0.7 * fullness), tilt_degrees=-2),
            Bump(222, 120, 22, 110, 4.0 * (1 - 0.7 * fullness), tilt_degrees=2),
            Bump(170, 262, 78, 48, 7 + 17 * fullness),
            Bump(170, 160, 90, 40, 8 * fullness),
            Bump(170, 211, 70, 11, -3.5 * fullness),
            Bump(170, 205, 6.5, 9, -7.5),
            Bump(170, 194, 9, 5, 1.6),
        ),
        depth_ratio=0.55,
        roundness=2.5,
    )
    return Scene(
        width_mm=339,
        height_mm=452,
        limbs=(body,),
        zones=(Zone(170, 200, 90, 90),),
        creases=(Crease(166, 209, 174, 209, 3, 1.0),),
        bands=(Band(350, 26, is_below=True), Band(62, 14, is_below=False)),
    )


OTHER_SCENES: dict[Region, Scene] = {
    Region.CHEEK_PIGMENT: CHEEK,
    Region.HAND_BACK: HAND_BACK,
}
