"""Framings of the legs, drawn for a left leg; millimetres as in the anatomy module."""

from gallery.demo.pictures.anatomy import Bump, Crease, Limb, Scene, Zone, mirror, placed_limb
from gallery.demo.pictures.recipe import Region

_KNEE_BACK = Limb(
    rows=(
        (-40, 2, 161),
        (20, 8, 159),
        (80, 16, 155),
        (140, 27, 149),
        (190, 37, 145),
        (225, 40, 144),
        (270, 36, 147),
        (330, 31, 150),
        (380, 36, 147),
        (430, 46, 141),
        (490, 58, 134),
    ),
    bumps=(
        Bump(58, 165, 9, 50, 4.0, tilt_degrees=4),  # biceps femoris
        Bump(127, 165, 9, 50, 4.5, tilt_degrees=-4),  # semitendinosus
        Bump(92, 190, 15, 38, -4.0),  # popliteal hollow
        Bump(68, 330, 17, 55, 4.5, tilt_degrees=-3),  # lateral head of the calf
        Bump(113, 338, 18, 60, 6.0, tilt_degrees=3),  # medial head
        Bump(91, 350, 6, 60, -2.5),
    ),
    facing=1,
)

_KNEE_FRONT = Limb(
    rows=(
        (-40, -6, 163),
        (40, 0, 162),
        (120, 10, 158),
        (200, 23, 151),
        (265, 36, 145),
        (310, 41, 144),
        (350, 43, 142),
        (390, 41, 141),
        (440, 36, 141),
        (490, 34, 142),
    ),
    bumps=(
        Bump(91, 312, 18, 22, 10.0),  # kneecap
        Bump(91, 352, 9, 12, 2.5),
        Bump(64, 318, 9, 28, -4.0, tilt_degrees=4),
        Bump(119, 318, 9, 28, -4.0, tilt_degrees=-4),
        Bump(121, 255, 15, 30, 4.0, tilt_degrees=10),  # vastus medialis
        Bump(58, 230, 14, 55, 3.0, tilt_degrees=-5),
        Bump(89, 130, 20, 120, 2.5, tilt_degrees=-4),
        Bump(100, 430, 8, 60, 3.0),
    ),
    facing=1,
)

LEG_SCENES: dict[Region, Scene] = {
    Region.THIGH_LATERAL: Scene(
        width_mm=210,
        height_mm=280,
        limbs=(
            Limb(
                rows=(
                    (-30, 16, 196),
                    (40, 17, 193),
                    (110, 22, 187),
                    (180, 31, 177),
                    (240, 40, 165),
                    (310, 47, 154),
                ),
                bumps=(
                    Bump(108, 120, 9, 110, -3.2, tilt_degrees=3),  # iliotibial tract
                    Bump(66, 150, 24, 90, 5.0, tilt_degrees=4),
                    Bump(146, 120, 22, 90, 3.5, tilt_degrees=-5),
                ),
                depth_ratio=0.8,
            ),
        ),
        zones=(Zone(108, 150, 52, 92, 80),),
    ),
    Region.KNEES_BACK: Scene(
        width_mm=330,
        height_mm=440,
        limbs=(_KNEE_BACK, placed_limb(_KNEE_BACK, mirror(330))),
        zones=(Zone(95, 240, 38, 120, 95), Zone(236, 220, 38, 130, 85)),
        creases=(
            Crease(58, 204, 128, 198, 4, 1.0),
            Crease(70, 190, 122, 187, 3, 0.45),
            Crease(202, 198, 272, 204, 4, 1.0),
            Crease(210, 214, 258, 212, 3, 0.4),
        ),
        flush=(Bump(92, 200, 40, 45, 0.10), Bump(238, 200, 40, 45, 0.10)),
    ),
    Region.CALF_MEDIAL: Scene(
        width_mm=189.75,
        height_mm=253,
        limbs=(
            Limb(
                rows=(
                    (-25, 34, 150),
                    (20, 32, 161),
                    (65, 33, 167),
                    (110, 37, 163),
                    (155, 44, 147),
                    (200, 51, 128),
                    (240, 55, 117),
                    (285, 58, 112),
                ),
                bumps=(
                    Bump(119, 68, 22, 58, 7.0, tilt_degrees=8),
                    Bump(86, 130, 7, 100, -2.6, tilt_degrees=5),
                    Bump(60, 110, 11, 110, 3.0, tilt_degrees=-3),
                ),
                depth_ratio=0.8,
            ),
        ),
        zones=(Zone(96, 120, 36, 92, 96),),
    ),
    Region.CALF_BACK: Scene(
        width_mm=189.75,
        height_mm=253,
        limbs=(
            Limb(
                rows=(
                    (-25, 37, 143),
                    (20, 29, 154),
                    (65, 26, 161),
                    (105, 30, 159),
                    (145, 42, 146),
                    (190, 55, 130),
                    (235, 65, 119),
                    (285, 70, 113),
                ),
                bumps=(
                    Bump(66, 62, 20, 52, 5.0, tilt_degrees=-4),
                    Bump(122, 74, 21, 56, 7.0, tilt_degrees=6),
                    Bump(94, 66, 6, 60, -3.0),
                    Bump(93, 215, 9, 60, 4.0),
                    Bump(72, 200, 8, 45, -2.0, tilt_degrees=-6),
                    Bump(113, 206, 8, 45, -2.0, tilt_degrees=6),
                ),
            ),
        ),
        zones=(Zone(96, 120, 36, 90, 92),),
    ),
    Region.ANKLE_MEDIAL: Scene(
        width_mm=150,
        height_mm=200,
        limbs=(
            Limb(
                rows=(
                    (-25, 36, 124),
                    (20, 42, 115),
                    (60, 45, 108),
                    (95, 44, 105),
                    (120, 38, 107),
                    (142, 25, 112),
                    (162, 4, 117),
                    (182, -26, 119),
                    (205, -70, 118),
                    (235, -120, 112),
                ),
                bumps=(
                    Bump(70, 128, 11, 13, 6.5),
                    Bump(91, 100, 6, 48, -3.8, tilt_degrees=-5),
                    Bump(63, 60, 10, 70, 2.5),
                    Bump(60, 160, 26, 14, -2.5, tilt_degrees=40),
                ),
                depth_ratio=0.75,
            ),
        ),
        zones=(Zone(72, 110, 24, 70, 95),),
        flush=(Bump(70, 130, 22, 24, 0.10), Bump(105, 170, 20, 30, 0.14)),
    ),
    Region.THIGHS_FRONT: Scene(
        width_mm=330,
        height_mm=440,
        limbs=(_KNEE_FRONT, placed_limb(_KNEE_FRONT, mirror(330))),
        zones=(Zone(84, 130, 52, 110, 85), Zone(246, 150, 52, 110, 95)),
        creases=(
            Crease(66, 352, 118, 352, 5, 0.35),
            Crease(212, 352, 264, 352, 5, 0.35),
        ),
        flush=(Bump(91, 318, 26, 34, 0.13), Bump(239, 318, 26, 34, 0.13)),
    ),
    Region.SKIN_CLOSE_UP: Scene(
        width_mm=112,
        height_mm=84,
        limbs=(Limb(rows=((-30, -44, 156), (42, -46, 158), (120, -42, 154)), depth_ratio=0.7),),
        zones=(Zone(58, 42, 32, 25, 40),),
    ),
}
