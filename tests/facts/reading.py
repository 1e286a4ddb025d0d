"""What answers about several facts say, in the form in which tests compare it."""

from contextlib import closing, contextmanager

from django.db import connection, transaction


@contextmanager
def locked(table, *, wait):
    """Keep a table from being read, by a second session; give up statements after `wait`."""
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with transaction.atomic(), other.cursor() as cursor, connection.cursor() as ours:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            ours.execute("SELECT set_config('statement_timeout', %s, true)", [wait])
            yield
            transaction.set_rollback(True)


def facets_said(answer):
    """Return the values of an answer's facets, each with its name, if it has one, and count."""
    said = {}
    for facet, members in answer["facets"].items():
        assert members["more"] is False
        rows = [dict(row) for row in members["values"]]
        said[facet] = [
            (
                row.pop("value") if "value" in row else row.pop("id"),
                row.pop("name", row.pop("title", None)),
                row.pop("count"),
            )
            for row in rows
        ]
        assert not any(rows), rows
    return said


def lines(response):
    """Return the lines of an export, which is as long as it says."""
    assert response.status_code == 200, response.content
    whole = b"".join(response.streaming_content)
    assert len(whole) == int(response["Content-Length"])
    found = whole.splitlines(keepends=True)
    assert len(found) == int(response["Factstore-Count"])
    assert all(line.endswith(b"\n") for line in found)
    return [line[:-1] for line in found]
