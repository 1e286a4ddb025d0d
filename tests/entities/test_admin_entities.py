"""Entities in the admin, with their aliases and external ids in the same form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factstore.entities import actions as entity_actions
from factstore.entities.models import Entity
from factstore.ledger.models import Change
from tests.editing import add_row, fields, save, sign_in, told

LIST = "/admin/entities/entity/"


@pytest.fixture
def kyiv(record):
    with record():
        return entity_actions.create_entity(
            kind="place", name="Kyiv", aliases=["Kiev"], external_ids=[("wikidata", "Q1899")]
        )


def url(entity, step="change"):
    return f"{LIST}{entity.pk}/{step}/"


def names(entity):
    return sorted(entity.aliases.values_list("text", flat=True))


def test_an_entity_is_recorded_with_its_names(editor):
    typed = {
        "kind": "country",
        "name": "United States",
        "sentence_name": "the United States",
        "aliases-0-text": "US",
        "external_ids-0-scheme": "wikidata",
        "external_ids-0-value": "Q30",
    }
    save(editor, f"{LIST}add/", typed)
    entity = Entity.objects.get()
    assert (entity.name, names(entity)) == ("United States", ["US"])
    assert list(entity.external_ids.values_list("scheme", "value")) == [("wikidata", "Q30")]
    assert Change.objects.count() == 1


def test_aliases_are_added_and_taken_away_in_one_change(editor, kyiv):
    data = add_row(fields(editor.get(url(kyiv))), "aliases", text="Kyjiw")
    data["aliases-0-DELETE"] = "on"
    changes = Change.objects.count()
    editor.post(url(kyiv), {**data, "description": "the capital", "reason": "r"}, follow=True)
    kyiv.refresh_from_db()
    assert (kyiv.description, names(kyiv)) == ("the capital", ["Kyjiw"])
    assert kyiv.external_ids.count() == 1
    assert Change.objects.count() == changes + 1


def test_an_external_id_that_names_another_is_refused_and_nothing_is_written(editor, kyiv):
    typed = {
        "kind": "place",
        "name": "Kyiv again",
        "external_ids-0-scheme": "wikidata",
        "external_ids-0-value": "Q1899",
    }
    page = save(editor, f"{LIST}add/", typed)
    assert "wikidata:Q1899 names another entity" in told(page)
    assert Entity.objects.count() == 1


def test_another_editors_save_is_told(editor, kyiv, record):
    data = fields(editor.get(url(kyiv)))
    with record("a better name"):
        entity_actions.update_entity(kyiv.pk, {"aliases": []}, expected=None)
    page = editor.post(url(kyiv), {**data, "description": "mine", "reason": "r"}, follow=True)
    assert "Meanwhile ada changed aliases" in told(page)
    kyiv.refresh_from_db()
    assert (kyiv.description, names(kyiv)) == ("mine", [])


def test_entities_are_found_by_alias_and_kind(editor, kyiv):
    assert len(editor.get(f"{LIST}?q=kie").context["cl"].result_list) == 1
    assert len(editor.get(f"{LIST}?q=lviv").context["cl"].result_list) == 0
    assert len(editor.get(f"{LIST}?kind__exact=person").context["cl"].result_list) == 0


def test_what_was_withdrawn_is_not_offered_for_use(editor, kyiv):
    asked = "/admin/autocomplete/?app_label=facts&model_name=value&field_name=entity&term=kiev"
    assert [r["text"] for r in editor.get(asked).json()["results"]] == ["Kyiv"]
    save(editor, url(kyiv, "withdraw"), reason="a double")
    assert editor.get(asked).json()["results"] == []
    assert "Withdrawn: a double" in told(editor.get(url(kyiv)))
    page = editor.post(url(kyiv), {"name": "x", "kind": "place", "reason": "r"})
    assert page.status_code == 200
    assert Entity.objects.get().name == "Kyiv"


def test_the_history_says_who_changed_what_and_why(editor, kyiv):
    save(editor, url(kyiv), name="Kyjiw", reason="as the country writes it")
    text = told(editor.get(url(kyiv, "history")))
    assert "as the country writes it" in text
    assert "name" in text
    assert "ada" in text


def test_one_entity_and_fifty_cost_the_list_the_same(editor, kyiv, record):
    editor.get(LIST)
    with CaptureQueriesContext(connection) as one:
        editor.get(LIST)
    with record():
        for i in range(49):
            entity_actions.create_entity(kind="person", name=f"Nobody {i}", aliases=["N", "O"])
    with CaptureQueriesContext(connection) as fifty:
        assert len(editor.get(LIST).context["cl"].result_list) == 50
    assert len(fifty) == len(one)


def test_readers_stay_outside(anonymous, ben, kyiv):
    reader = sign_in(ben)
    assert reader.get(LIST).status_code == 403
    assert reader.get(url(kyiv)).status_code == 403
    assert reader.post(url(kyiv), {"name": "x"}).status_code == 403
