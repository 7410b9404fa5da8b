"""Countries and regions an entry may come from: ISO 3166-1 alpha-2, named in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

OTHER = "ZZ"  # ISO 3166-1 leaves it to its users
TABLE = """
CN 中国 China
HK 中国香港 Hong Kong, China
MO 中国澳门 Macao, China
TW 中国台湾 Taiwan, China
AE 阿联酋 United Arab Emirates
AR 阿根廷 Argentina
AT 奥地利 Austria
AU 澳大利亚 Australia
BD 孟加拉国 Bangladesh
BE 比利时 Belgium
BG 保加利亚 Bulgaria
BR 巴西 Brazil
BY 白俄罗斯 Belarus
CA 加拿大 Canada
CH 瑞士 Switzerland
CL 智利 Chile
CO 哥伦比亚 Colombia
CZ 捷克 Czechia
DE 德国 Germany
DK 丹麦 Denmark
DZ 阿尔及利亚 Algeria
EE 爱沙尼亚 Estonia
EG 埃及 Egypt
ES 西班牙 Spain
ET 埃塞俄比亚 Ethiopia
FI 芬兰 Finland
FR 法国 France
GB 英国 United Kingdom
GH 加纳 Ghana
GR 希腊 Greece
HR 克罗地亚 Croatia
HU 匈牙利 Hungary
ID 印度尼西亚 Indonesia
IE 爱尔兰 Ireland
IL 以色列 Israel
IN 印度 India
IQ 伊拉克 Iraq
IR 伊朗 Iran
IS 冰岛 Iceland
IT 意大利 Italy
JO 约旦 Jordan
JP 日本 Japan
KE 肯尼亚 Kenya
KG 吉尔吉斯斯坦 Kyrgyzstan
KH 柬埔寨 Cambodia
KR 韩国 South Korea
KW 科威特 Kuwait
KZ 哈萨克斯坦 Kazakhstan
LA 老挝 Laos
LK 斯里兰卡 Sri Lanka
LT 立陶宛 Lithuania
LU 卢森堡 Luxembourg
LV 拉脱维亚 Latvia
MA 摩洛哥 Morocco
MM 缅甸 Myanmar
MN 蒙古 Mongolia
MX 墨西哥 Mexico
MY 马来西亚 Malaysia
NG 尼日利亚 Nigeria
NL 荷兰 Netherlands
NO 挪威 Norway
NP 尼泊尔 Nepal
NZ 新西兰 New Zealand
OM 阿曼 Oman
PE 秘鲁 Peru
PH 菲律宾 Philippines
PK 巴基斯坦 Pakistan
PL 波兰 Poland
PT 葡萄牙 Portugal
QA 卡塔尔 Qatar
RO 罗马尼亚 Romania
RS 塞尔维亚 Serbia
RU 俄罗斯 Russia
SA 沙特阿拉伯 Saudi Arabia
SE 瑞典 Sweden
SG 新加坡 Singapore
SI 斯洛文尼亚 Slovenia
SK 斯洛伐克 Slovakia
TH 泰国 Thailand
TJ 塔吉克斯坦 Tajikistan
TM 土库曼斯坦 Turkmenistan
TN 突尼斯 Tunisia
TR 土耳其 Türkiye
TZ 坦桑尼亚 Tanzania
UA 乌克兰 Ukraine
UG 乌干达 Uganda
US 美国 United States
UZ 乌兹别克斯坦 Uzbekistan
VN 越南 Vietnam
ZA 南非 South Africa
ZM 赞比亚 Zambia
ZW 津巴布韦 Zimbabwe
ZZ 其他 Other
"""
NAMES = {
    code: (chinese, english) for code, chinese, english in (line.split(" ", 2) for line in TABLE.split("\n") if line)
}


def country_name(code: str) -> str:
    """A country in the language of the page; one not in the table goes by its code."""
    english = (get_language() or "").startswith("en")
    return NAMES[code][english] if code in NAMES else code


def countries() -> list[tuple[str, str]]:
    """China first, then the others: in Chinese in the table's order, in English by their names; the rest last."""
    first, last = ("CN", "HK", "MO", "TW"), (OTHER,)
    others = [code for code in NAMES if code not in first + last]
    if (get_language() or "").startswith("en"):
        others.sort(key=lambda code: NAMES[code][1])
    return [(code, country_name(code)) for code in (*first, *others, *last)]
