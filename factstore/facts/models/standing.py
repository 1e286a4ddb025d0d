"""Triggers that hold what a fact's standing says: who succeeds whom, and that it ends somewhere."""

import pgtrigger
from django.db.models import Q

from factstore.ledger import triggers

SUPERSEDING_LOCK = (7305, 2)
"""Advisory lock of whoever names a successor: two of them at once could close a circle."""

SUPERSEDED_HAS_SUCCESSOR = Q(standing="superseded", superseded_by__isnull=False) | (
    ~Q(standing="superseded") & Q(superseded_by__isnull=True)
)
ONLY_ACCEPTED = Q(status="accepted") | Q(standing="stands")


def successor_holds() -> pgtrigger.Trigger:
    """Return the trigger that checks the fact that a superseded one names.

    It is accepted and neither withdrawn nor merged (`facts_fact_successor_is_accepted`), and following successors
    never comes back (`facts_fact_successors_do_not_circle`).
    """
    return pgtrigger.Trigger(
        name="successor_holds",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NEW.superseded_by_id IS NULL
                OR (TG_OP = 'UPDATE' AND NEW.superseded_by_id IS NOT DISTINCT FROM OLD.superseded_by_id) THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock({SUPERSEDING_LOCK[0]}, {SUPERSEDING_LOCK[1]});
            IF EXISTS (
                WITH RECURSIVE successors (id) AS (
                    SELECT NEW.superseded_by_id
                    UNION SELECT f.superseded_by_id FROM facts_fact f JOIN successors s ON f.id = s.id
                        WHERE f.superseded_by_id IS NOT NULL
                ) SELECT FROM successors WHERE id = NEW.id) THEN
                {triggers.refuse("facts_fact_successors_do_not_circle", "'a fact does not succeed itself'")}
            END IF;
            PERFORM FROM facts_fact WHERE id = NEW.superseded_by_id
                AND status = 'accepted' AND withdrawn_reason IS NULL
                AND merged_into_id IS NULL FOR KEY SHARE;
            IF NOT FOUND THEN
                {triggers.refuse("facts_fact_successor_is_accepted", "'a fact is succeeded by an accepted one'")}
            END IF;
            RETURN NEW;
        """,
    )
