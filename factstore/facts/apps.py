from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "factstore.facts"
    label = "facts"

    def ready(self) -> None:
        from factstore.facts import (
            documents,
            recording,
            sight,
        )
        from factstore.facts.actions import adoption, proving, redaction, revert, undoing
        from factstore.facts.models import Coverage, Evidence, Fact, Value
        from factstore.ledger import kinds

        kinds.register(
            kinds.Kind(
                "fact",
                documents.facts,
                table="facts_fact",
                dependencies=recording.DEPENDENCIES,
                dependents=recording.facts_mentioning,
                after_record=recording.record_facets,
                unchanged=recording.refresh_search,
                altered=proving.altered_rows,
                strays=proving.stray_rows,
                users=recording.facts_standing_on,
                adopt=adoption.adopt,
                give_back=adoption.give_back,
                revert=revert.revert_fact,
                members=redaction.FACT_MEMBERS,
                texts={
                    Fact: ("standing_reason", "standing_note", "withdrawn_reason"),
                    Value: ("text", "unit"),
                    Evidence: ("attests_note",),
                    Coverage: ("note",),
                },
                redact=redaction.redact,
                redacted=redaction.redacted,
                withdraw=undoing.withdraw_fact,
                undo=undoing.undo_fact,
                public={"status": "accepted"},
                own=sight.OWN_FACT,
            )
        )
        self._register_types()
        self._register_submissions()

    def _register_types(self) -> None:
        from factstore.facts import type_documents
        from factstore.facts.actions import types, undoing
        from factstore.facts.models import FactType, Field
        from factstore.ledger import kinds

        kinds.register(
            kinds.Kind(
                "fact_type",
                type_documents.fact_types,
                table="facts_facttype",
                members=frozenset(
                    {
                        *("label", "description", "template", "clause_template", "help_text"),
                        "reason",
                    }
                ),
                texts={
                    FactType: (
                        *("label", "description", "template", "clause_template"),
                        "withdrawn_reason",
                    ),
                    Field: ("label", "help_text", "choices"),
                },
                revert=types.revert_fact_type,
                withdraw=undoing.withdraw_type,
                undo=undoing.undo_type,
            )
        )

    def _register_submissions(self) -> None:
        from factstore.facts import sight, submission_documents
        from factstore.facts.actions import redaction, undoing
        from factstore.facts.models import Flag, Proposal
        from factstore.ledger import kinds

        kinds.register(
            kinds.Kind(
                "proposal",
                submission_documents.proposals,
                table="facts_proposal",
                members=redaction.SUBMITTED,
                texts={Proposal: redaction.SUBMISSIONS[Proposal]},
                redact=redaction.redact_proposals,
                dependencies=frozenset({"fact"}),
                dependents=submission_documents.proposals_about,
                public=None,
                contributors=sight.ABOUT_ACCEPTED,
                own=sight.OWN_PROPOSAL,
                withdraw=undoing.withdraw_proposal,
                undo=undoing.undo_submission(Proposal),
            )
        )
        kinds.register(
            kinds.Kind(
                "flag",
                submission_documents.flags,
                table="facts_flag",
                members=redaction.SUBMITTED,
                texts={Flag: redaction.SUBMISSIONS[Flag]},
                dependencies=frozenset({"fact"}),
                dependents=submission_documents.flags_about,
                public=None,
                contributors=sight.ABOUT_ACCEPTED,
                own=sight.OWN_FLAG,
                withdraw=undoing.withdraw_flag,
                undo=undoing.undo_submission(Flag),
            )
        )
