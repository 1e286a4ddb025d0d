from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "factstore.facts"
    label = "facts"

    def ready(self) -> None:
        from factstore.facts import (
            documents,
            recording,
            sight,
            submission_documents,
            type_documents,
        )
        from factstore.facts.actions import adoption, redaction, revert, types, workflow
        from factstore.ledger import kinds

        kinds.register(
            kinds.Kind(
                "fact_type",
                type_documents.fact_types,
                revert=types.revert_fact_type,
            )
        )
        kinds.register(
            kinds.Kind(
                "fact",
                documents.facts,
                dependencies=recording.DEPENDENCIES,
                dependents=recording.facts_mentioning,
                after_record=recording.record_facets,
                unchanged=recording.refresh_search,
                users=recording.facts_standing_on,
                adopt=adoption.adopt,
                give_back=adoption.give_back,
                revert=revert.revert_fact,
                redact=redaction.redact,
                withdraw=lambda fact_id, reason: workflow.withdraw_fact(
                    fact_id, reason=reason, expected=None
                ),
                public={"status": "accepted"},
                own=sight.OWN_FACT,
            )
        )
        kinds.register(
            kinds.Kind(
                "proposal",
                submission_documents.proposals,
                dependencies=frozenset({"fact"}),
                dependents=submission_documents.proposals_about,
                public=None,
                contributors=sight.ABOUT_ACCEPTED,
                own=sight.OWN_PROPOSAL,
            )
        )
        kinds.register(
            kinds.Kind(
                "flag",
                submission_documents.flags,
                dependencies=frozenset({"fact"}),
                dependents=submission_documents.flags_about,
                public=None,
                contributors=sight.ABOUT_ACCEPTED,
                own=sight.OWN_FLAG,
            )
        )
