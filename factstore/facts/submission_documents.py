"""The documents of proposals and flags; users are named by their ids, which outlive their names."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from factstore.facts.models import Flag, Proposal
from factstore.ledger.kinds import Document


def proposals(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    rows = Proposal.objects.select_related("fact").filter(pk__in=ids)
    return {row.pk: proposal(row) for row in rows}


def flags(ids: Iterable[UUID]) -> Mapping[UUID, Document]:
    rows = Flag.objects.select_related("fact").filter(pk__in=ids)
    return {row.pk: flag(row) for row in rows}


def proposals_about(_kind: str, facts: Iterable[UUID]) -> Iterable[UUID]:
    return Proposal.objects.filter(fact__in=list(facts)).values_list("pk", flat=True)


def flags_about(_kind: str, facts: Iterable[UUID]) -> Iterable[UUID]:
    return Flag.objects.filter(fact__in=list(facts)).values_list("pk", flat=True)


def proposal(row: Proposal) -> Document:
    origin = {"model": row.origin_model, "version": row.origin_version}
    resolution = _resolution(row)
    if resolution is not None:
        resolution["superseded_by"] = _id(row.superseded_by_id)
        resolution["left_out"] = row.left_out
    return {
        "id": str(row.pk),
        "fact": str(row.fact_id),
        "fact_status": row.fact.status,
        "base": row.base,
        "patch": row.patch,
        "reason": row.reason,
        "author": str(row.author_id),
        "origin": None if row.origin_model is None else origin,
        "created_at": _time(row.created_at),
        "status": row.status,
        "resolution": resolution,
    }


def flag(row: Flag) -> Document:
    return {
        "id": str(row.pk),
        "fact": str(row.fact_id),
        "fact_status": row.fact.status,
        "kind": row.kind,
        "text": row.text,
        "duplicate_of": _id(row.duplicate_of_id),
        "author": str(row.author_id),
        "created_at": _time(row.created_at),
        "status": row.status,
        "resolution": _resolution(row),
    }


def _resolution(row: Proposal | Flag) -> dict[str, Any] | None:
    if row.resolved_at is None:
        return None
    return {
        "by": _id(row.resolved_by_id),
        "reason": row.resolution_reason,
        "at": _time(row.resolved_at),
    }


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
