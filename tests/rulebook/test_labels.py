"""What an English page calls things: every parameter of every policy has an English name."""

from __future__ import annotations

from gaoxin import load_rulebook


def test_every_parameter_has_an_english_name():
    policies = load_rulebook().policies.values()
    named = {(policy.id, one.name): one.label_en for policy in policies for one in policy.parameters.values()}
    assert len(named) > 200
    assert [key for key, text in named.items() if not text or not text.isascii()] == []


def test_no_policy_calls_two_numbers_by_one_english_name_unless_the_chinese_is_one_too():
    for policy in load_rulebook().policies.values():
        chinese = {}
        for one in policy.parameters.values():
            chinese.setdefault(one.label_en, set()).add(one.label)
        assert {text: labels for text, labels in chinese.items() if len(labels) > 1} == {}, policy.id
