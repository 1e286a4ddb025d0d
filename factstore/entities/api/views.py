"""Entities over HTTP."""

from django.http import HttpResponse
from rest_framework.request import Request

from factstore.core.api.serializers import page_of
from factstore.core.api.views import if_match, operation
from factstore.core.roles import Role
from factstore.entities import actions, merging
from factstore.entities.api.filters import EntityListParameters, said
from factstore.entities.api.serializers import EntityCreate, EntityPatch, EntityRead
from factstore.entities.models import Entity
from factstore.ledger.api.fields import KnownAtParameters
from factstore.ledger.api.serializers import WithdrawWrite
from factstore.ledger.api.undoing_serializers import EntityMergeWrite, UnmergeWrite
from factstore.ledger.api.views import RecordedView

NAME = "Id of the entity, or one of its external ids as `scheme:value`, e.g. `wikidata:Q30`."


class EntityList(RecordedView):
    collection, kind = "entities", "entity"

    @operation("list", parameters=EntityListParameters, response=page_of(EntityRead))
    def get(self, _request: Request) -> HttpResponse:
        """List entities."""
        query = self.query
        return self.listed(
            Entity.objects.matching(
                kinds=query.get("kind"),
                words=query.get("q"),
                external_id=query.get("external_id"),
            ),
            said=said(query),
        )

    @operation(
        "create",
        request=EntityCreate,
        response=EntityRead,
        status=201,
        errors=("duplicate",),
        role=Role.CONTRIBUTOR,
    )
    def post(self, _request: Request) -> HttpResponse:
        """Record an entity."""
        body = self.body()
        with self.change(body):
            entity = actions.create_entity(**body)
        return self.created(entity.id)


class EntityDetail(RecordedView):
    collection, kind = "entities", "entity"
    variables = {"entity": NAME}

    @operation(
        "retrieve",
        parameters=KnownAtParameters,
        response=EntityRead,
        conditional=True,
        errors=("withdrawn", "moved"),
    )
    def get(self, _request: Request, entity: str) -> HttpResponse:
        """Show an entity."""
        return self.shown(Entity.objects.identify(entity))

    @operation(
        "update",
        request=EntityPatch,
        response=EntityRead,
        conditional=True,
        errors=("withdrawn", "merged", "duplicate"),
    )
    def patch(self, request: Request, entity: str) -> HttpResponse:
        """Change an entity.

        The facts that name it are recorded anew in the same change.
        """
        expected, body = if_match(request), self.body()
        entity_id = Entity.objects.identify(entity)
        with self.change(body):
            actions.update_entity(entity_id, body, expected=expected)
        return self.written(entity_id)


class EntityWithdraw(RecordedView):
    collection, kind = "entities", "entity"
    variables = {"entity": NAME}

    @operation(
        "withdraw",
        request=WithdrawWrite,
        response=EntityRead,
        conditional=True,
        errors=("withdrawn", "merged", "in_use"),
    )
    def post(self, request: Request, entity: str) -> HttpResponse:
        """Withdraw an entity that was recorded in error."""
        expected, body = if_match(request), self.body()
        entity_id, reason = Entity.objects.identify(entity), body["reason"]
        with self.change(body):
            actions.withdraw_entity(entity_id, reason=reason, expected=expected)
        return self.written(entity_id)


class EntityMerge(RecordedView):
    collection, kind = "entities", "entity"
    variables = {"entity": NAME}

    @operation(
        "merge",
        request=EntityMergeWrite,
        response=EntityRead,
        conditional=True,
        errors=("withdrawn", "merged", "would_duplicate"),
        role=Role.REVIEWER,
    )
    def post(self, request: Request, entity: str) -> HttpResponse:
        """Merge an entity into another, which it turned out to be.

        Whatever names it names the other one from then on, which takes over its names and external
        ids. Reading it answers 308.
        """
        expected, body = if_match(request), self.body()
        entity_id = Entity.objects.identify(entity)
        with self.change(body, alone=True):
            merging.merge_entity(entity_id, **body, expected=expected)
        return self.written(entity_id)


class EntityUnmerge(RecordedView):
    collection, kind = "entities", "entity"
    variables = {"entity": NAME}

    @operation(
        "unmerge",
        request=UnmergeWrite,
        response=EntityRead,
        conditional=True,
        errors=("withdrawn", "illegal_transition", "would_duplicate", "duplicate", "incomplete"),
        role=Role.REVIEWER,
    )
    def post(self, request: Request, entity: str) -> HttpResponse:
        """Part an entity from the one that it was merged into.

        It gets back what the merge moved; what came to the other one later stays there.
        """
        expected, body = if_match(request), self.body()
        entity_id = Entity.objects.identify(entity)
        with self.change(body, alone=True):
            merging.unmerge_entity(entity_id, expected=expected)
        return self.written(entity_id)
