"""Two editors at once in the admin: what does not overlap is merged, what does is shown."""

import threading

import pytest
from django.db import connection

from factstore.accounts import actions as account_actions
from factstore.entities import actions as entity_actions
from factstore.entities.models import Entity
from factstore.ledger.actions import change
from factstore.ledger.models import Change
from factstore.sources import actions as source_actions
from tests.editing import add_row, fields, save, sign_in, told


@pytest.fixture
def mine(anonymous, ada):
    return sign_in(ada)


@pytest.fixture
def theirs(anonymous, cleo):
    return sign_in(cleo)


@pytest.fixture
def publisher(record):
    with record():
        return source_actions.create_publisher(name="Post", url=None, description="a paper")


def page_of(kind, pk):
    return f"/admin/{kind}/{pk}/change/"


def row_of(data, name, value):
    """Return the prefix of the row whose input `name` holds `value`."""
    (found,) = [n for n, v in data.items() if n.endswith(f"-{name}") and v == value]
    return found.removesuffix(f"-{name}")


def test_edits_of_different_fields_both_survive(mine, theirs, publisher):
    url = page_of("sources/publisher", publisher.pk)
    opened = fields(mine.get(url))
    save(theirs, url, description="a daily", reason="as it says")
    page = mine.post(url, {**opened, "name": "The Post", "reason": "its name"}, follow=True)
    publisher.refresh_from_db()
    assert (publisher.name, publisher.description) == ("The Post", "a daily")
    assert "Meanwhile cleo changed description" in told(page)
    assert "“as it says”" in told(page)


def test_an_overlap_is_refused_shown_side_by_side_and_overwritten_knowingly(
    mine, theirs, publisher
):
    url = page_of("sources/publisher", publisher.pk)
    opened = fields(mine.get(url))
    save(theirs, url, name="Their Post", description="theirs", reason="as printed")
    changes = Change.objects.count()
    page = mine.post(url, {**opened, "name": "My Post", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert (overlap.label, overlap.was, overlap.now) == ("Name", "Post", "Their Post")
    assert overlap.yours == "My Post"
    assert "cleo changed" in overlap.who
    assert "as printed" in overlap.who
    assert "Their Post" in told(page)
    assert Change.objects.count() == changes
    shown = fields(page)
    assert (shown["name"], shown["description"], shown["reason"]) == ("My Post", "theirs", "r")
    mine.post(url, shown)
    publisher.refresh_from_db()
    assert (publisher.name, publisher.description) == ("My Post", "theirs")


def test_a_third_save_after_an_overlap_is_noticed_again(mine, theirs, publisher):
    url = page_of("sources/publisher", publisher.pk)
    opened = fields(mine.get(url))
    save(theirs, url, name="Second", reason="r")
    shown = fields(mine.post(url, {**opened, "name": "Mine", "reason": "r"}))
    save(theirs, url, name="Third", reason="r")
    (overlap,) = mine.post(url, shown).context["overlaps"]
    assert (overlap.was, overlap.now, overlap.yours) == ("Second", "Third", "Mine")


def test_what_fails_another_check_is_kept_merged(mine, theirs, publisher):
    url = page_of("sources/publisher", publisher.pk)
    opened = fields(mine.get(url))
    save(theirs, url, description="theirs", reason="r")
    page = mine.post(url, {**opened, "name": "Mine"})
    assert "Meanwhile cleo changed description" in told(page)
    mine.post(url, {**fields(page), "reason": "now with one"})
    publisher.refresh_from_db()
    assert (publisher.name, publisher.description) == ("Mine", "theirs")


def test_a_form_that_does_not_say_what_it_showed_is_refused(mine, theirs, publisher):
    url = page_of("sources/publisher", publisher.pk)
    opened = fields(mine.get(url))
    save(theirs, url, description="theirs", reason="r")
    data = {**opened, "name": "Mine", "reason": "r"}
    for sent in ("", "x", "[]", '{"fields": 1, "rows": {}, "seen": {}}'):
        page = mine.post(url, {**data, "opened_with": sent})
        assert "Somebody else has saved this since you opened it" in told(page)
    publisher.refresh_from_db()
    assert publisher.name == "Post"


def test_articles_merge_by_field(mine, theirs, record, publisher):
    with record():
        article = source_actions.create_article(
            source_actions.CaptureRecord(title="Old", publisher=publisher.pk), text="Words."
        )
    url = page_of("sources/article", article.pk)
    opened = fields(mine.get(url))
    save(theirs, url, published="2024-05", publisher="", reason="r")
    mine.post(url, {**opened, "title": "New", "reason": "r"})
    after = fields(mine.get(url))
    assert (after["title"], after["published"], after["publisher"]) == ("New", "2024-05", "")
    page = mine.post(url, {**opened, "published": "2024-06", "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert (overlap.was, overlap.now, overlap.yours) == ("—", "2024-05", "2024-06")
    assert "cleo" in overlap.who


@pytest.fixture
def kyiv(record):
    with record():
        return entity_actions.create_entity(
            kind="place", name="Kyiv", aliases=["Kief", "Kiev"], external_ids=[("a", "1")]
        )


def names(entity):
    return sorted(entity.aliases.values_list("text", flat=True))


def test_entities_merge_their_names_row_by_row(mine, theirs, kyiv):
    url = page_of("entities/entity", kyiv.pk)
    opened = fields(mine.get(url))
    their_page = fields(theirs.get(url))
    their_page[f"{row_of(their_page, 'text', 'Kief')}-DELETE"] = "on"
    theirs.post(url, {**add_row(their_page, "aliases", text="Kyjiw"), "reason": "r"})
    typed = add_row({**opened, "kind": "place"}, "aliases", text="Kijow")
    typed[f"{row_of(typed, 'text', 'Kiev')}-text"] = "Kiew"
    mine.post(url, {**typed, "reason": "r"})
    assert names(kyiv) == ["Kiew", "Kijow", "Kyjiw"]


def test_a_row_changed_here_and_removed_there_is_shown(mine, theirs, kyiv):
    url = page_of("entities/entity", kyiv.pk)
    opened = fields(mine.get(url))
    their_page = fields(theirs.get(url))
    their_page[f"{row_of(their_page, 'text', 'Kiev')}-DELETE"] = "on"
    theirs.post(url, {**their_page, "reason": "no name of it"})
    opened[f"{row_of(opened, 'text', 'Kiev')}-text"] = "Kiew"
    page = mine.post(url, {**opened, "reason": "r"})
    (overlap,) = page.context["overlaps"]
    assert (overlap.was, overlap.now, overlap.yours) == ("Kiev", "not there", "Kiew")
    assert names(kyiv) == ["Kief"]
    mine.post(url, fields(page))
    assert names(kyiv) == ["Kief", "Kiew"]


class Editor(threading.Thread):
    """Saves what was typed at the same moment as the others."""

    def __init__(self, client, url, data, start):
        super().__init__()
        self.client, self.url, self.data, self.start_at = client, url, data, start

    def run(self):
        try:
            self.start_at.wait(60)
            self.status = self.client.post(self.url, self.data).status_code
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_on_different_fields_both_survive(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    users = [account_actions.create_user(username=f"w{i}", writer=True) for i in range(2)]
    clients = [sign_in(user) for user in users]
    with change(actor=users[0], reason="r", origin=Change.Origin.COMMAND):
        entity = entity_actions.create_entity(kind="other", name="one", description="")
    url = page_of("entities/entity", entity.pk)
    for turn in range(5):
        start = threading.Barrier(2)
        typed = [{"name": f"name {turn}"}, {"description": f"said {turn}"}]
        editors = [
            Editor(client, url, {**fields(client.get(url)), **own, "reason": "r"}, start)
            for client, own in zip(clients, typed, strict=True)
        ]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()
        assert [editor.status for editor in editors] == [302, 302]
        stored = Entity.objects.get()
        assert (stored.name, stored.description) == (f"name {turn}", f"said {turn}")
