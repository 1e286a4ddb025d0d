"""Identifiers: UUIDv7, so that keys sort by the time they were made. Source: RFC 9562, 5.7."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """Return a new UUIDv7; ids made by one process sort in the order in which they were made."""
    return UUID(bytes=uuid_utils.uuid7().bytes)
