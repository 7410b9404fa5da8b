"""What the codes of a result are called, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gaoxin.panel.scheme import Scheme

Language = Literal["zh", "en"]
Words = Mapping[str, tuple[str, str]]

USES: Words = {
    "counted": ("计入", "counted"),
    "highest": ("最高分，去掉", "highest, dropped"),
    "lowest": ("最低分，去掉", "lowest, dropped"),
    "draft": ("未提交，不计", "not locked, not counted"),
    "absent": ("缺评，不计", "absent, not counted"),
    "recused": ("回避，不计", "recused, not counted"),
    "abstain": ("弃权，不计", "abstained, not counted"),
    "insufficient": ("有效选票不足，未计分", "too few ballots, no score"),
}
WHYS: Words = {
    "order": ("按名次获奖", "awarded in order of place"),
    "extended": ("同名次跨奖项线，整组就高", "tied across an award's edge, the whole group gets the higher one"),
    "held": ("同名次跨奖项线，待裁定", "tied across an award's edge, a person decides"),
    "waits": ("前面有待裁定的并列，暂不授奖", "waits for the decision on a tie above"),
    "capped": ("所属单位获奖数已达上限，跳过", "skipped, its division has its most awards"),
    "below": ("在获奖名额之外", "beyond the awards"),
    "insufficient": ("有效选票不足，不排名", "not ranked, too few counted ballots"),
}
KINDS: Words = {
    "variance": ("打分离散", "scattered marks"),
    "severity": ("宽严悬殊", "extreme severity"),
    "flat": ("各项目同分", "the same total for every entry"),
    "straight": ("各评分项同分", "the same mark for every criterion"),
}
REFUSALS: Words = {
    "apart": ("评委与项目分成互不相连的几块", "judges and entries fall into unconnected parts"),
    "loose": ("评委之间交叉太少", "judges cross too little"),
    "few": ("没有评委达到所需的选票数", "no judge cast enough ballots"),
}
REASONS: Words = {
    "few_entries": ("项目少于 2 个", "fewer than 2 entries"),
    "few_judges": ("评委少于 2 位", "fewer than 2 judges"),
    "incomplete": ("并非每位评委都评了每个项目", "not every judge marked every entry"),
    "no_spread": ("分数没有差别", "the marks do not differ"),
    "no_overlap": ("没有足够的共同评审", "too few entries marked in common"),
}
STATISTICS: Words = {
    "icc_1": ("组内相关 ICC(1)", "ICC(1)"),
    "icc_2_1": ("组内相关 ICC(2,1)", "ICC(2,1)"),
    "icc_2_k": ("组内相关 ICC(2,k)", "ICC(2,k)"),
    "kendall_w": ("肯德尔和谐系数 W", "Kendall's W"),
    "alpha": ("克里彭多夫 α（等距）", "Krippendorff's α (interval)"),
    "correlation": ("评委两两相关的平均", "mean pairwise correlation"),
}


def word(words: Words, code: str, language: Language) -> str:
    """What a code is called."""
    return words[code][0 if language == "zh" else 1]


def rule_words(scheme: Scheme, rule: str, language: Language) -> str:
    """What a rule of order is called: the score, a criterion's mean, the untrimmed mean, the median."""
    plain = {
        "value": ("得分", "the score"),
        "shared": ("并列", "nothing, they share a place"),
        "untrimmed_mean": ("全部选票的平均", "the mean of all counted ballots"),
        "median": ("中位数", "the median"),
        "decided": ("组委会裁定", "the committee's decision"),
    }
    if rule in plain:
        return word(plain, rule, language)
    one = scheme.by_key[rule.removeprefix("criterion:")]
    if language == "en":
        return f"the mean of {one.label_en or one.label or one.key}"
    return f"「{one.label or one.key}」平均分"


def tier_words(scheme: Scheme, name: str, language: Language) -> str:
    """What an award is called."""
    tier = next(one for one in scheme.tiers if one.name == name)
    return (tier.label if language == "zh" else tier.label_en) or tier.label or tier.name
