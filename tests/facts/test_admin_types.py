"""Fact types in the admin: fields are added, relabelled and deprecated, never removed."""

import pytest

from factstore.facts.models import FactType, Field
from factstore.ledger.models import Change
from tests.editing import add_row, fields, save, told

LIST = "/admin/facts/facttype/"


@pytest.fixture
def url(db):
    return f"{LIST}{FactType.objects.get(name='event').pk}/change/"


def test_the_types_are_listed(editor, db):
    page = editor.get(f"{LIST}?q=permission")
    assert "Permission" in told(page)
    assert len(page.context["cl"].result_list) == 1


def test_a_form_saved_as_it_was_opened_changes_nothing(editor, url):
    changes = Change.objects.count()
    assert "Nothing was changed" in told(save(editor, url, reason="nothing"))
    assert Change.objects.count() == changes


def test_a_field_is_relabelled_and_another_added(editor, url):
    data = fields(editor.get(url))
    before = list(Field.objects.filter(fact_type__name="event").values_list("name", flat=True))
    row = next(n for n, v in data.items() if v == "what").removesuffix("-name")
    data = add_row(
        data, "fields", name="scale", label="Scale", kinds=["choice"], choices="big = large\nsmall"
    )
    page = editor.post(url, {**data, f"{row}-label": "What happened", "reason": "r"}, follow=True)
    assert "was changed successfully" in told(page)
    event = FactType.objects.get(name="event")
    assert event.fields.get(name="what").label == "What happened"
    assert event.fields.get(name="scale").choices == [
        {"choice": "big", "label": "large"},
        {"choice": "small", "label": "small"},
    ]
    assert sorted(event.fields.values_list("name", flat=True)) == sorted([*before, "scale"])


def test_a_template_that_names_no_field_is_refused_at_its_place(editor, url):
    page = save(editor, url, template="{nobody} happens", reason="r")
    assert "There is no field nobody" in str(page.context["adminform"].form.errors["template"])


def test_a_kind_is_not_taken_away(editor, url):
    data = fields(editor.get(url))
    row = next(n for n, v in data.items() if v == "what").removesuffix("-name")
    page = editor.post(url, {**data, f"{row}-kinds": ["date"], "reason": "r"})
    assert "keeps its" in told(page)
    assert "text" in Field.objects.get(fact_type__name="event", name="what").kinds


def test_a_type_is_made_with_its_fields(editor, db):
    data = fields(editor.get(f"{LIST}add/"))
    data = add_row(data, "fields", name="who", label="Who", kinds=["text"], required="on")
    typed = {"name": "birth", "label": "Birth", "basis": "happening", "template": "{who} is born"}
    page = editor.post(f"{LIST}add/", {**data, **typed}, follow=True)
    assert "was added successfully" in told(page)
    assert FactType.objects.get(name="birth").fields.get().required is True
