import pytest
from flask import Response

from crypto.cookie import CookieSealer
from crypto.types import RootKey
from portal.basic.cookie import IDLE_MINUTES, CaseCookie

ROOT = RootKey(bytes(range(32)))
NOW = 1_700_000_000


@pytest.fixture
def cookie():
    return CaseCookie(CookieSealer(lambda: 0.0), "/en/basic/", secure=True)


def header_of(cookie):
    response = Response()
    cookie.keep(response, ROOT, NOW)
    return response.headers["Set-Cookie"]


def value_of(cookie):
    return header_of(cookie).split(";")[0].split("=", 1)[1]


def test_the_cookie_is_strict_and_goes_to_the_basic_pages_alone(cookie):
    parts = {part.strip() for part in header_of(cookie).split(";")[1:]}
    assert parts == {"Secure", "HttpOnly", "Path=/en/basic/", "SameSite=Strict"}


def test_it_is_not_secure_where_no_origin_has_tls():
    plain = CaseCookie(CookieSealer(lambda: 0.0), "/en/basic/", secure=False)
    assert "Secure" not in header_of(plain)


def test_the_root_key_comes_back_until_nobody_clicked_for_long_enough(cookie):
    value = value_of(cookie)
    assert cookie.opened(value, NOW) == ROOT
    assert cookie.opened(value, NOW + IDLE_MINUTES * 60) == ROOT
    assert cookie.opened(value, NOW + IDLE_MINUTES * 60 + 1) is None
    assert cookie.opened(value, NOW - 1) is None


def test_nothing_of_the_key_stands_in_the_cookie_and_two_are_never_alike(cookie):
    assert ROOT.hex() not in value_of(cookie)
    assert value_of(cookie) != value_of(cookie)


@pytest.mark.parametrize("value", [None, "", "x", "é", "A" * 120, "A" * 10_000])
def test_what_is_no_cookie_opens_nothing(cookie, value):
    assert cookie.opened(value, NOW) is None


def test_a_cookie_of_another_server_opens_nothing(cookie):
    stranger = CaseCookie(CookieSealer(lambda: 0.0), "/en/basic/", secure=True)
    assert stranger.opened(value_of(cookie), NOW) is None


def test_forgetting_names_the_same_path(cookie):
    response = Response()
    cookie.forget(response)
    assert "Path=/en/basic/" in response.headers["Set-Cookie"]
    assert "Max-Age=0" in response.headers["Set-Cookie"]
