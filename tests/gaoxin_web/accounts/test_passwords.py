"""What a password must be, in both profiles, on both sides of every rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from gaoxin_web.accounts import passwords

pytestmark = pytest.mark.django_db


def faults(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


CLASSES = "请使用大写字母、小写字母、数字、符号中的至少 3 类。"
COMMON = "这是常见密码，容易被猜中，请换一个。"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Tall-Birc9", []),
        ("Tall-Bir9", ["密码太短：至少 10 位，现在 9 位。"]),
        ("tallbirch77", [CLASSES]),
        ("TallBirch77", []),
        ("tall-birch-77", []),
        ("TALL-BIRCH-77", []),
        ("1234567890", [CLASSES, COMMON]),
        ("Password-2026", [COMMON]),
        ("P@ssw0rd2026", [COMMON]),
        ("Aa1-" * 32, []),
        ("Aa1-" * 32 + "x", ["密码太长：至多 128 位。"]),
    ],
)
def test_dengbao_asks_ten_characters_of_three_classes_and_nothing_common(settings, password, said):
    settings.PASSWORD_PROFILE = "dengbao"
    assert faults(password) == said


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("tallbirchsea", []),
        ("tallbirchse", ["密码太短：至少 12 位，现在 11 位。"]),
        ("password1234", [COMMON]),
    ],
)
def test_asvs_asks_twelve_characters_of_any_class(settings, password, said):
    settings.PASSWORD_PROFILE = "asvs"
    assert faults(password) == said


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Zhangsan-Lake9", "zhangsan"),
        ("Shanshi-Lake9", "shanshi"),
        ("Shizuishan-Lake9", "shizuishan"),
        ("Lishitanye-Lake9", "lishitanye"),
        ("91640200MA00000X1A-zz", "91640200ma00000x1a"),
    ],
)
def test_names_of_person_zone_and_enterprise_do_not_stand_in_a_password(make, zone, password, word):
    enterprise = make.enterprise(zone, "砺石钽业有限公司", short_name="砺石钽业", uscc="91640200MA00000X1A")
    user = make.user(zone, "enterprise", enterprise=enterprise, username="zhangsan")
    assert faults(password, user) == [f"密码里不能有您的用户名、园区名或企业名（“{word}”）。"]


def taken(user, *words):
    for word in words:
        user.set_password(word)
        user.save()


def test_the_last_five_are_not_taken_again_and_the_sixth_is(make, zone):
    user = make.user(zone)
    words = [f"Tall-Birch-{letter}7" for letter in "abcdef"]
    taken(user, *words)
    again = ["不能与最近 5 次的密码相同。"]
    assert [faults(word, user) for word in words] == [[], again, again, again, again, again]
    assert user.used_passwords.count() == 5


def test_asvs_keeps_no_history(make, zone, settings):
    settings.PASSWORD_PROFILE = "asvs"
    user = make.user(zone)
    taken(user, "tallbirchsea")
    assert faults("tallbirchsea", user) == []


def test_only_digests_are_kept(make, zone):
    user = make.user(zone)
    assert "Correct-Horse-9" not in user.used_passwords.get().password


@pytest.mark.parametrize(
    ("days", "profile", "over"), [(89, "dengbao", False), (91, "dengbao", True), (900, "asvs", False)]
)
def test_a_password_of_ninety_days_has_to_be_changed_in_dengbao_alone(make, zone, settings, days, profile, over):
    settings.PASSWORD_PROFILE = profile
    user = make.user(zone)
    user.password_changed_at = timezone.now() - timedelta(days=days)
    assert passwords.expired(user) is over


def test_whose_password_is_too_old_sees_nothing_but_the_page_to_change_it(make, zone, sign_in):
    user = make.user(zone, "leader")
    type(user).objects.update(password_changed_at=timezone.now() - timedelta(days=91))
    response = sign_in(user).get("/")
    assert (response.status_code, response.url) == (302, "/account/password/change/")


def test_one_time_passwords_hold_in_both_profiles_and_are_never_alike(make, zone, settings):
    drawn = [passwords.one_time() for _ in range(50)]
    assert len(set(drawn)) == 50
    for settings.PASSWORD_PROFILE in ("dengbao", "asvs"):
        assert [faults(word) for word in drawn] == [[]] * 50


def test_at_the_first_sign_in_the_password_is_changed_before_anything_else(make, zone, client):
    user = make.user(zone, "leader", username="first")
    type(user).objects.update(must_change_password=True)
    client.post("/account/login/", {"login": "first", "password": "Correct-Horse-9"})
    assert client.get("/account/sessions/").url == "/account/password/change/"
    filled = {"oldpassword": "Correct-Horse-9", "password1": "Tall-Birch-77", "password2": "Tall-Birch-77"}
    assert client.post("/account/password/change/", filled).status_code == 302
    assert client.get("/account/sessions/").status_code == 200
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password("Tall-Birch-77")) == (False, True)


def test_a_weak_new_password_is_refused_with_its_reason_and_in_english_too(make, zone, sign_in):
    client = sign_in(make.user(zone, "leader"))
    filled = {"oldpassword": "Correct-Horse-9", "password1": "short", "password2": "short"}
    assert "密码太短：至少 10 位，现在 5 位。" in client.post("/account/password/change/", filled).content.decode()
    client.cookies["django_language"] = "en"
    page = client.post("/account/password/change/", filled).content.decode()
    assert "Too short: at least 10 characters, now 5." in page
