"""The admin's door: closed for a while to whoever guesses."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone

from factstore.accounts import attempts
from factstore.accounts.models import SignInAttempt, User
from factstore.accounts.sign_in import client_address

pytestmark = pytest.mark.django_db

URL = "/admin/login/"
PASSWORD = "a long sentence"


@pytest.fixture
def door(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    User.objects.create_superuser(username="root", password=PASSWORD)

    def knock(password, name="root", address="192.0.2.1"):
        data = {"username": name, "password": password, "next": "/admin/"}
        return Client().post(URL, data, REMOTE_ADDR=address)

    return knock


def test_the_form_is_shown_and_the_right_password_opens(door):
    assert Client().get(URL).status_code == 200
    assert door(PASSWORD).status_code == 302
    assert not SignInAttempt.objects.exists()


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", "//elsewhere.example", "", None])
def test_whoever_is_sent_elsewhere_comes_to_the_index(door, asked):
    data = {"username": "root", "password": PASSWORD}
    if asked is not None:
        data["next"] = asked
    client = Client()
    answer = client.post(URL, data)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["root", "nobody"])
def test_after_five_failures_even_the_right_password_waits(door, name):
    with time_machine.travel("2024-06-21T12:00:00Z", tick=False) as clock:
        assert [door("wrong", name).status_code for _ in range(6)] == [200] * 5 + [429]
        closed = door(PASSWORD, name)
        assert (closed.status_code, closed["Retry-After"]) == (429, "900")
        assert "15 minutes" in closed.content.decode()
        clock.shift(timedelta(minutes=14))
        assert door(PASSWORD, name).status_code == 429
        clock.shift(timedelta(minutes=1))
        assert door(PASSWORD, name).status_code == (302 if name == "root" else 200)


def test_knocking_while_it_is_closed_does_not_keep_it_closed(door):
    with time_machine.travel("2024-06-21T12:00:00Z", tick=False) as clock:
        for _ in range(16):
            door("wrong")
            clock.shift(timedelta(minutes=1))
        assert door(PASSWORD).status_code == 302


def test_another_name_and_another_address_are_counted_apart(door):
    User.objects.create_superuser(username="other", password=PASSWORD)
    for _ in range(6):
        door("wrong")
    assert door(PASSWORD, "ROOT ").status_code == 429
    assert door(PASSWORD, "other").status_code == 302
    assert door(PASSWORD, address="192.0.2.2").status_code == 302


def test_one_address_cannot_try_every_name(door, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    for number in range(attempts.PER_ADDRESS):
        assert door("wrong", f"name{number}").status_code == 200
    assert door(PASSWORD).status_code == 429
    assert door(PASSWORD, address="192.0.2.2").status_code == 302


def test_one_line_of_ipv6_is_one_address(door):
    for number in range(5):
        assert door("wrong", address=f"2001:db8::{number:x}").status_code == 200
    assert door(PASSWORD, address="2001:db8::ffff:ffff:ffff:ffff").status_code == 429
    assert door(PASSWORD, address="2001:db8:0:1::1").status_code == 302


def test_whoever_is_signed_in_guesses_no_faster(door):
    User.objects.create_superuser(username="sam", password=PASSWORD)
    client = Client()
    client.force_login(User.objects.get(username="sam"))
    data = {"username": "sam", "password": "wrong", "next": "/admin/"}
    tries = [client.post(URL, data, REMOTE_ADDR="192.0.2.1").status_code for _ in range(6)]
    assert tries == [200] * 5 + [429]


def test_success_forgets_the_failures(door):
    for _ in range(4):
        door("wrong")
    door(PASSWORD)
    assert [door("wrong").status_code for _ in range(6)] == [200] * 5 + [429]


def test_what_was_typed_as_a_name_is_not_stored(door):
    door("wrong", "my password, mistyped")
    assert "password" not in str(SignInAttempt.objects.values().get())


def test_old_attempts_are_not_kept(door):
    SignInAttempt.objects.create(who="x", at=timezone.now() - attempts.WINDOW)
    door(PASSWORD)
    assert not SignInAttempt.objects.exists()


@pytest.mark.parametrize(
    ("behind_proxy", "headers", "address"),
    [
        (False, {"X-Forwarded-For": "198.51.100.7"}, "192.0.2.1"),
        (True, {"X-Forwarded-For": "10.0.0.1, 198.51.100.7"}, "198.51.100.7"),
        (True, {"X-Forwarded-For": "unknown"}, None),
        (True, {}, "192.0.2.1"),
        (True, {"X-Forwarded-For": "::ffff:198.51.100.7"}, "198.51.100.7"),
        (True, {"X-Forwarded-For": "2001:db8:a:b:c:d:e:f"}, "2001:db8:a:b::"),
    ],
)
def test_the_address_is_the_one_that_cannot_be_made_up(settings, behind_proxy, headers, address):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    assert client_address(request) == address


def test_a_socket_has_no_address():
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
