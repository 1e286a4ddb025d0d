from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "factstore.facts"
    label = "facts"

    def ready(self) -> None:
        from factstore.facts import documents, recording, submission_documents, type_documents
        from factstore.facts.actions import adoption, revert, types, workflow
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
                withdraw=lambda fact_id, reason: workflow.withdraw_fact(
                    fact_id, reason=reason, expected=None
                ),
                public={"status": "accepted"},
            )
        )
        kinds.register(kinds.Kind("proposal", submission_documents.proposals, public=None))
        kinds.register(kinds.Kind("flag", submission_documents.flags, public=None))
