"""Where a user lands who has no page of their own."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
NO_ROLE = {"zh-hans": "您的账号还没有角色", "en": "Your account has no role yet"}
NO_JUDGE = {"zh-hans": "您的账号还没有对应的评委", "en": "Your account is not linked to a judge yet"}


def said(client, settings, language):
    """Which of the two headings the first page shows in a language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/", follow=True).content.decode()
    return {text for text in (*NO_ROLE.values(), *NO_JUDGE.values()) if text in page}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_judges_account_that_no_judge_goes_with_is_told_so_on_the_desk(make, sign_in, settings, language):
    client = sign_in(make.user(make.zone(), "judge", scope="self"))
    assert said(client, settings, language) == {NO_JUDGE[language]}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_account_without_a_role_is_told_to_ask_for_one(make, sign_in, settings, language):
    client = sign_in(make.user(make.zone()))
    assert said(client, settings, language) == {NO_ROLE[language]}


def test_a_judge_not_yet_approved_has_no_role(make, sign_in, settings):
    settings.THREE_ADMINISTRATORS = True
    user = make.user(make.zone())
    user.grants.create(role="judge", scope="self")
    assert said(sign_in(user), settings, "zh-hans") == {NO_ROLE["zh-hans"]}


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "这个地址只接收表单"), ("en", "only takes forms")])
def test_an_address_that_takes_forms_only_says_so_when_opened(make, sign_in, settings, language, words):
    client = sign_in(make.user(make.zone(), "system_admin"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/system/status/rehearsed/")
    assert (answer.status_code, answer["Allow"], words in answer.content.decode()) == (405, "POST", True)
