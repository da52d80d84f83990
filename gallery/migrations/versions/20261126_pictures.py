"""What staff decide about photos and pairs, how a rendition was made, and which job is urgent."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_pictures"
down_revision = "20261122_proof_guard"
branch_labels = None
depends_on = None
#: Work and evidence that a downgrade would take away: words -> the rows. Without its masks a photo
#: would be made again uncovered; without its recipe a file cannot be verified.
LOSES = {
    "photos with masks": "photos WHERE CAST(masks AS TEXT) <> '[]'",
    "photos with treated areas": "photos WHERE CAST(treated_areas AS TEXT) <> '[]'",
    "pairs judged by hand": "pairs WHERE CAST(hand_checks AS TEXT) <> '{}'",
    "pairs with an alignment": "pairs WHERE CAST(alignment AS TEXT) <> 'null'",
    "pictures with a recipe": "renditions WHERE CAST(recipe AS TEXT) <> 'null'",
}


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _optional_json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=True)


def _columns() -> dict[str, tuple[sa.Column[object], ...]]:
    """Return columns for tables with rows: each has a default, so that no table is made anew."""
    return {
        "photos": (
            _json("capture", "{}"),
            _json("masks", "[]"),
            _json("treated_areas", "[]"),
            _optional_json("framing"),
        ),
        "pairs": (
            _optional_json("alignment"),
            _optional_json("comparability"),
            _json("hand_checks", "{}"),
        ),
        "renditions": (
            sa.Column("unsigned_sha256", sa.String(64), nullable=True),
            _optional_json("recipe"),
        ),
        "practice_profile": (_json("channel_marks", "{}"),),
        "jobs": (sa.Column("priority", sa.Integer(), nullable=False, server_default="0"),),
    }


#: What a new practice's disclosure said until pictures could be aligned and masked, and says now.
THEN = "The pictures are not altered other than cropping, resizing and a watermark."
NOW = (
    "The pictures are not altered other than by cropping, aligning, resizing, a watermark or"
    " covering what would identify the person."
)


def _reword(said: str, to_say: str) -> None:
    """Change the sentence where a practice still has it; other words are left as they are."""
    op.execute(
        sa.text(
            "UPDATE practice_profile SET disclosure = replace(disclosure, :said, :to_say)"
        ).bindparams(said=said, to_say=to_say)
    )


def upgrade() -> None:
    """Add the columns."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    _reword(THEN, NOW)


def downgrade() -> None:
    """Take them away again."""
    _reword(NOW, THEN)
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
