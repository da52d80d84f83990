"""Let an end that was to come be moved forward: a consent can turn out not to hold before then.

A consent that another is to supersede tomorrow has its end on record today. Declaring it invalid
today was refused as a change of what had ended. An end may move to an earlier instant, never to a
later one, and is never taken back.
"""

from alembic import op

revision = "20261126_end_sooner"
down_revision = "20261126_pictures"
branch_labels = None
depends_on = None
LOSES: dict[str, str] = {}  # triggers

NAME = "consents_ended"
WORDS = "an ended consent stays ended"
AS_IT_WAS = "OLD.ended_at IS NOT NULL"
NO_LATER = f"{AS_IT_WAS} AND (NEW.ended_at IS NULL OR NEW.ended_at > OLD.ended_at)"


def upgrade() -> None:
    """Refuse an end that is taken back or moved to a later instant."""
    _replace(NO_LATER)


def downgrade() -> None:
    """Refuse every change of an end."""
    _replace(AS_IT_WAS)


def _replace(condition: str) -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER {NAME} ON consents" if is_postgresql else f"DROP TRIGGER {NAME}")
    then = (
        f"EXECUTE FUNCTION refuse_change('{WORDS}')"
        if is_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )
    op.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE OF ended_at ON consents FOR EACH ROW"
        f" WHEN ({condition}) {then}"
    )
