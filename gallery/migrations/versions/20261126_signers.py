"""Find a consent by the name of who signed, and hold the parties against the ledger.

Consents recorded before are indexed and sealed by the service itself: only it has the data key.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_signers"
down_revision = "20261126_authority"
branch_labels = None
depends_on = None

LOSES = {"seals of consents": "consents WHERE parties_key_encrypted IS NOT NULL"}

TABLE = "consent_signer_words"


def upgrade() -> None:
    """Add the index of names, and the column with the key of the seal."""
    op.create_table(
        TABLE,
        sa.Column("consent_id", sa.String(20), nullable=False),
        sa.Column("word_index", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("consent_id", "word_index", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consents.id"], name=op.f(f"fk_{TABLE}_consent_id_consents")
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_word_index"), TABLE, ["word_index"])
    op.add_column("consents", sa.Column("parties_key_encrypted", sa.Text()))


def downgrade() -> None:
    """Take both away; digests in the ledger can then be compared with nothing."""
    op.drop_column("consents", "parties_key_encrypted")
    op.drop_table(TABLE)
