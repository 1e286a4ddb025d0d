"""What a session could set to get past the triggers, taken away at the end of each migration.

Their functions look names up in one place, whatever the session's search path: a temporary table
called `ledger_change` would stand in for the ledger otherwise. And django-pgtrigger's setting
`pgtrigger.ignore`, with which any session could switch them off, is answered with no.

They look rows up by key, and are made to: a plan from when a table was small would read all of it
for each row that one change adds.
"""

from django.db import connections

_NO_TRIGGER_IS_IGNORED = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""

# Temporary tables come last, which they do only where the path names them. Functions of extensions
# and of others stay as they are.
_PIN = """
    DO $$
    DECLARE
        function regprocedure;
    BEGIN
        FOR function IN SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')
            AND p.proowner = current_user::regrole AND NOT coalesce(p.proconfig @>
                ARRAY['search_path=pg_catalog, public, pg_temp', 'enable_seqscan=off'], false)
            AND p.proname <> '_pgtrigger_should_ignore'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                AND d.objid = p.oid AND d.deptype = 'e')
        LOOP
            EXECUTE format('ALTER FUNCTION %s'
                ' SET search_path = pg_catalog, public, pg_temp'
                ' SET enable_seqscan = off', function);
        END LOOP;
    END
    $$
"""

_OWNS_THEM = """
    SELECT FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'
    AND pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
"""


def pin(using: str, **_signal: object) -> None:
    """Pin the functions that this role owns; who owns none has none to pin. Safe to repeat."""
    with connections[using].cursor() as cursor:
        cursor.execute(_OWNS_THEM)
        if cursor.fetchone() is not None:
            cursor.execute(_NO_TRIGGER_IS_IGNORED)
            cursor.execute(_PIN)
