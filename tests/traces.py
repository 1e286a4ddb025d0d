"""All that the database says, to look for words in it."""

import json
import re
from collections.abc import Iterator

from django.db import connection

_COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND (c.data_type IN
        ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'character')
        OR c.udt_name = 'tsvector')
"""


def traces(*runs: list[str]) -> set[str]:
    """Return each column of each table in which one of the runs of words stands, however printed."""
    patterns = [re.compile(r"[\W_]+".join(map(re.escape, run)), re.IGNORECASE) for run in runs]
    return {column for column, said in _said() if any(pattern.search(said) for pattern in patterns)}


def _said() -> Iterator[tuple[str, str]]:
    """Yield the values of all columns that can hold text, with table and column."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (value,) in cursor.fetchall():
                if isinstance(value, bytes | memoryview):
                    said = bytes(value).decode("utf-8", "replace")
                else:
                    said = value if isinstance(value, str) else json.dumps(value, default=str)
                yield f"{table}.{column}", re.sub(r"\\[nrt]|\\u[0-9a-f]{4}|%20|\+", " ", said)
