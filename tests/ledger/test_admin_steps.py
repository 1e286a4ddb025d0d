"""Steps in the admin show what they do before it is done, and do what they have shown."""

import pytest

from factstore.accounts import actions as account_actions
from factstore.core.roles import Role
from factstore.entities import actions as entity_actions
from factstore.entities.models import Entity
from factstore.ledger.models import Change, Revision
from tests.editing import fields, save, sign_in, told

LIST = "/admin/entities/entity/"


@pytest.fixture
def editor(anonymous):
    return sign_in(account_actions.create_user(username="dora", role=Role.EDITOR))


@pytest.fixture
def reviewer(anonymous, cleo):
    return sign_in(cleo)


def entity(record, name, **more):
    with record("found"):
        return entity_actions.create_entity(kind="place", name=name, **more)


@pytest.fixture
def kyiv(record):
    return entity(record, "Kyiv")


@pytest.fixture
def kiev(record):
    return entity(record, "Kiev", aliases=["Kiew"])


def url(obj, step="change"):
    return f"{LIST}{obj.pk}/{step}/"


def rename(record, obj, name):
    with record(f"called {name}"):
        entity_actions.update_entity(obj.pk, {"name": name}, expected=None)


def state():
    return Change.objects.count(), Revision.objects.count()


def test_looking_keeps_nothing(reviewer, kyiv, kiev):
    before = state()
    data = {**fields(reviewer.get(url(kiev, "merge"))), "into": str(kyiv.pk), "_show": "1"}
    page = reviewer.post(url(kiev, "merge"), data)
    assert "is merged into the other" in told(page)
    assert "Kiew" in told(page)
    assert state() == before
    assert Entity.objects.get(pk=kiev.pk).merged_into_id is None


def test_what_weighs_is_shown_before_it_is_done(reviewer, kyiv, kiev):
    data = {**fields(reviewer.get(url(kiev, "merge"))), "into": str(kyiv.pk), "reason": "one"}
    page = reviewer.post(url(kiev, "merge"), data)
    assert page.status_code == 200
    assert Entity.objects.get(pk=kiev.pk).merged_into_id is None
    data = fields(page)
    assert (data["into"], data["reason"]) == (str(kyiv.pk), "one")
    reviewer.post(url(kiev, "merge"), data)
    assert Entity.objects.get(pk=kiev.pk).merged_into_id == kyiv.pk


def test_it_is_not_done_where_others_changed_what_was_shown(reviewer, record, kyiv, kiev):
    data = {**fields(reviewer.get(url(kiev, "merge"))), "into": str(kyiv.pk), "reason": "one"}
    shown = fields(reviewer.post(url(kiev, "merge"), data))
    rename(record, kyiv, "Kyjiw")
    page = reviewer.post(url(kiev, "merge"), shown)
    assert "Others have changed something that this concerns" in told(page)
    assert Entity.objects.get(pk=kiev.pk).merged_into_id is None
    assert "Kyjiw" in told(page)
    reviewer.post(url(kiev, "merge"), fields(page))
    assert Entity.objects.get(pk=kiev.pk).merged_into_id == kyiv.pk


def test_its_object_was_changed_meanwhile(reviewer, record, kyiv):
    data = {**fields(reviewer.get(url(kyiv, "withdraw"))), "reason": "a slip"}
    rename(record, kyiv, "Kyjiw")
    page = reviewer.post(url(kyiv, "withdraw"), data)
    assert "ada changed name" in told(page)
    assert Entity.objects.get().withdrawn_reason is None


def test_merging_and_reverting_are_for_reviewers(editor, kyiv, kiev):
    assert "step-merge" not in editor.get(url(kyiv)).content.decode()
    for step in ("merge", "revert"):
        assert editor.get(url(kyiv, step)).status_code == 403
        assert editor.post(url(kyiv, step), {"reason": "r"}).status_code == 403
    assert "revert/?revision" not in editor.get(url(kyiv, "history")).content.decode()


def test_what_is_merged_is_only_read_and_leads_to_the_other(reviewer, kyiv, kiev):
    data = {**fields(reviewer.get(url(kiev, "merge"))), "into": str(kyiv.pk), "reason": "one"}
    reviewer.post(url(kiev, "merge"), fields(reviewer.post(url(kiev, "merge"), data)))
    page = reviewer.get(url(kiev))
    assert f'Merged into <a href="{url(kyiv)}">Kyiv</a>' in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert [s["name"] for s in page.context["offered_steps"]] == ["unmerge", "note"]
    query = "app_label=facts&model_name=value&field_name=entity&term=kie"
    found = reviewer.get(f"/admin/autocomplete/?{query}").json()["results"]
    assert [row["id"] for row in found] == [str(kyiv.pk)]
    assert len(reviewer.get(f"{LIST}?use=merged").context["cl"].result_list) == 1
    assert len(reviewer.get(f"{LIST}?use=yes").context["cl"].result_list) == 1


def test_a_revision_comes_back_from_the_history(reviewer, record, kyiv):
    rename(record, kyiv, "Kyjiw")
    page = reviewer.get(url(kyiv, "history")).content.decode()
    assert f"{url(kyiv, 'revert')}?revision=1" in page
    assert "?revision=2" not in page
    looked = reviewer.get(f"{url(kyiv, 'revert')}?revision=1")
    assert "Kyjiw Kyiv" in told(looked)
    save(reviewer, f"{url(kyiv, 'revert')}?revision=1", reason="as before")
    assert Entity.objects.get().name == "Kyiv"
    assert Revision.objects.current("entity").get().number == 3
    page = reviewer.post(url(kyiv, "revert"), {"revision": "7", "reason": "r"})
    assert "7 is not one of the available choices" in told(page)


def test_a_change_is_reverted_with_the_result_of_each_thing(editor, reviewer, record, kyiv):
    with record("both"):
        entity_actions.update_entity(kyiv.pk, {"name": "Kyjiw"}, expected=None)
        made = entity_actions.create_entity(kind="place", name="Lviv")
    rename(record, made, "Lwiw")
    change = f"/admin/ledger/change/{Change.objects.get(reason='both').pk}"
    assert editor.get(f"{change}/revert/").status_code == 403
    assert "step-revert" not in editor.get(f"{change}/change/").content.decode()
    page = reviewer.get(f"{change}/revert/")
    results = [(o.name, o.outcome) for o in page.context["outcomes"]]
    assert results == [("Kyjiw", "reverted"), ("Lwiw", "refused")]
    assert "It has changed since" in told(page)
    save(reviewer, f"{change}/revert/", reason="a slip")
    assert sorted(Entity.objects.values_list("name", flat=True)) == ["Kyiv", "Lwiw"]


def test_a_change_with_nothing_to_bring_back_says_so(reviewer, record, kyiv):
    change = Change.objects.get()
    rename(record, kyiv, "Kyjiw")
    page = reviewer.get(f"/admin/ledger/change/{change.pk}/revert/")
    assert "Nothing of this change can be brought back" in told(page)
    assert [o.outcome for o in page.context["outcomes"]] == ["refused"]
    assert 'name="_do"' not in page.content.decode()
    assert reviewer.get(f"/admin/ledger/change/{kyiv.pk}/revert/").status_code == 404
