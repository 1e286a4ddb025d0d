"""Triggers of tables that are written from documents alone, as lists filter and sort by them.

Their rows come and end with the revisions that the closing change of the transaction records
(`ledger_derived_is_recorded`): whoever could write them otherwise could publish a draft unseen.
"""

from collections.abc import Sequence

import pgtrigger

from factstore.ledger.triggers import no_truncate, permanent, refuse


def derived(
    kind: str, table: str, id_column: str, *, rewritten: Sequence[str] = ()
) -> list[pgtrigger.Trigger]:
    """Return triggers for a `table` that is derived from the documents of `kind`, by revision.

    Its rows are of object `id_column` in revision `number`, from `from_position` to `to_position`.
    They come and end while a change of this transaction closes. `rewritten` are the columns that
    say something else while the document stays: then a row ends, and one that is the same but for
    them begins at that position. A redaction may rewrite them; nothing else ever changes.
    """
    name = "ledger_derived_is_recorded"
    refused = refuse(name, "format('rows of %I follow the revision they are of', TG_TABLE_NAME)")
    ended = " - ".join(["to_jsonb({row})", *(f"'{c}'" for c in ("to_position", *rewritten))])
    kept = f"{ended} - 'from_position'"
    unfollowed, altered = "true", "false"
    if rewritten:
        altered = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in rewritten)
        unfollowed = f"""NOT EXISTS (SELECT FROM {table} t JOIN ledger_revision r
                        ON r.kind = '{kind}' AND r.object_id = t.{id_column}
                        AND r.number = t.number AND r.to_position IS NULL
                        WHERE t.{id_column} = NEW.{id_column} AND t.number = NEW.number
                        AND t.to_position = NEW.from_position
                        AND ({kept.format(row="t")}) = ({kept.format(row="NEW")}))"""
    return [
        pgtrigger.Trigger(
            name="derived_insert",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NEW.to_position IS NOT NULL
                    OR NEW.from_position IS DISTINCT FROM ledger_closing()
                    OR (NOT EXISTS (SELECT FROM ledger_revision WHERE kind = '{kind}'
                        AND object_id = NEW.{id_column} AND number = NEW.number
                        AND from_position = NEW.from_position)
                    AND {unfollowed}) THEN
                    {refused}
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="derived_update",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF ({ended.format(row="OLD")}) IS DISTINCT FROM ({ended.format(row="NEW")})
                    OR (ledger_closing() IS NULL AND NOT ledger_redacting())
                    OR (({altered}) AND NOT ledger_redacting())
                    OR (NEW.to_position IS DISTINCT FROM OLD.to_position
                        AND (OLD.to_position IS NOT NULL
                            OR NEW.to_position IS DISTINCT FROM ledger_closing())) THEN
                    {refused}
                END IF;
                RETURN NEW;
            """,
        ),
        permanent(name),
        no_truncate(),
    ]
