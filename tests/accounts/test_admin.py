import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from factstore.accounts import actions as account_actions
from factstore.accounts.authentication import TokenAuthentication
from factstore.accounts.models import Token, User
from factstore.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    client = Client()
    client.force_login(User.objects.create_superuser(username="root", password="x"))
    return client


@pytest.fixture
def staff(settings, tmp_path, ada):
    """Ada in the admin, with all rights on tokens and users but no superuser."""
    settings.STATIC_ROOT = tmp_path
    ada.is_staff = True
    ada.save()
    ada.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client = Client()
    client.force_login(ada)
    return client


def test_a_new_token_is_shown_once(admin, ada):
    data = {"user": str(ada.pk), "name": "import", "expiry_0": "2999-01-01", "expiry_1": "00:00:00"}
    page = admin.post("/admin/accounts/token/add/", data, follow=True).content.decode()
    key = re.search(r"shown this once: (\w+)", page)[1]
    user, token = TokenAuthentication().authenticate_credentials(key.encode())
    assert (user, token.name) == (ada, "import")
    assert key not in admin.get("/admin/accounts/token/").content.decode()


def test_a_token_is_revoked_but_not_changed(admin, ada):
    token, _ = Token.objects.create(user=ada, name="import")
    assert admin.post(f"/admin/accounts/token/{token.pk}/change/").status_code == 403
    assert admin.post(f"/admin/accounts/token/{token.pk}/delete/").status_code == 403
    admin.post("/admin/accounts/token/", {"action": "revoke", "_selected_action": token.pk})
    token.refresh_from_db()
    assert token.revoked is not None


def test_staff_revoke_their_own_tokens_alone(staff, ada, ben):
    other, _ = Token.objects.create(user=ben, name="of Ben")
    own, _ = Token.objects.create(user=ada, name="own")
    for token in (other, own):
        staff.post("/admin/accounts/token/", {"action": "revoke", "_selected_action": token.pk})
        token.refresh_from_db()
    assert (other.revoked, own.revoked is None) == (None, False)


def test_a_new_token_expires_unless_told_when(admin, ada):
    admin.post("/admin/accounts/token/add/", {"user": str(ada.pk), "name": "import"})
    assert Token.objects.get().expiry is not None


def test_users_are_let_go_not_deleted(admin, ada):
    url = "/admin/accounts/user/"
    assert admin.post(f"{url}{ada.pk}/delete/").status_code == 403
    chosen = {"action": "pseudonymise", "_selected_action": str(ada.pk)}
    page = admin.post(url, chosen)
    assert "for good" in page.content.decode()
    ada.refresh_from_db()
    assert ada.username == "ada"
    admin.post(url, {**chosen, "confirmed": "yes"})
    ada.refresh_from_db()
    assert ada.username.startswith("deleted-")
    root = User.objects.get(username="root")
    page = admin.post(
        url,
        {"action": "pseudonymise", "_selected_action": str(root.pk), "confirmed": "yes"},
        follow=True,
    )
    assert "The only administrator stays." in page.content.decode()


def test_users_are_listed_with_their_roles(admin, ada):
    assert (
        '<td class="field-role_name">editor</td>'
        in admin.get("/admin/accounts/user/").content.decode()
    )


def test_staff_may_make_tokens_for_themselves_alone(staff, ada):
    root = User.objects.create_superuser(username="root", password="x")
    Token.objects.create(user=root, name="of the root")
    assert b"of the root" not in staff.get("/admin/accounts/token/").content
    staff.post("/admin/accounts/token/add/", {"user": str(root.pk), "name": "lent"})
    assert not Token.objects.filter(name="lent").exists()
    staff.post("/admin/accounts/token/add/", {"user": str(ada.pk), "name": "own"})
    assert Token.objects.filter(name="own", user=ada).exists()


def test_users_are_the_affair_of_superusers(admin, staff, ada):
    assert admin.get(f"/admin/accounts/user/{ada.pk}/change/").status_code == 200
    assert staff.get("/admin/accounts/user/").status_code == 403
    assert staff.get(f"/admin/accounts/user/{ada.pk}/change/").status_code == 403


@pytest.mark.parametrize(
    ("role", "look", "write"),
    [(Role.READER, 403, 403), (Role.CONTRIBUTOR, 200, 403), (Role.EDITOR, 200, 200)],
)
def test_the_editors_pages_are_for_editors(settings, tmp_path, role, look, write):
    settings.STATIC_ROOT = tmp_path
    user = account_actions.create_user(username="somebody", role=role)
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    assert client.get("/admin/entities/entity/").status_code == look
    assert client.get("/admin/entities/entity/add/").status_code == write
    assert client.get("/admin/accounts/token/").status_code == 200
