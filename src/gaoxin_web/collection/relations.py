"""What figures of one year owe each other by their definitions: a part is no more than its whole, parts add up.

These are accounting identities and definitions of the statistics, not rules of any policy.
"""

from __future__ import annotations

PARTS: tuple[tuple[str, str], ...] = (  # a part, and the whole it is of
    ("main_revenue", "revenue"),  # 营业收入 = 主营业务收入 + 其他业务收入
    ("hitech_revenue", "total_income"),
    ("rd_expense_domestic", "rd_expense"),
    ("net_profit_lower", "net_profit"),  # 扣非前后孰低
    ("tech_staff", "staff"),
    ("rd_staff", "staff"),
    ("class1_ip_own", "class1_ip"),
    ("class1_ip_high_value", "class1_ip"),
    ("output_value", "output_value_ytd"),
)
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (("total_assets", ("total_liabilities", "net_assets")),)
ROUNDED = 5_000  # fen per figure: half of the last digit of 万元 with two decimals
