"""The numbers of the official document layout (公文格式, GB/T 9704-2012), in Word's own units.

The page and what must stand where are the standard's; twips, grid and charSpace are worked out from them:
225 mm / 22 lines = 28.99 pt, 156 mm / 28 characters = 15.79 pt, which is 0.207 pt less than 三号.
"""

from __future__ import annotations

from typing import Final

# Paper and type area (版心 156 × 225 mm): twips, 1/1440 inch
PAGE_WIDTH: Final = 11906
PAGE_HEIGHT: Final = 16838
TOP: Final = 2098  # 天头 37 mm
BOTTOM: Final = 1984  # 35 mm
LEFT: Final = 1587  # 订口 28 mm
RIGHT: Final = 1474  # 26 mm
TEXT_WIDTH: Final = PAGE_WIDTH - LEFT - RIGHT
FOOTER: Final = 986  # the page number begins 7 mm below the type area; below it the line of who printed

# The grid: 22 lines of 28 characters
LINE_PITCH: Final = 580  # twentieths of a point
CHAR_SPACE: Final = -849  # 1/4096 pt beside a character of 三号
BODY_LINE: Final = 580  # exactly 29 pt

# Sizes in half points
ER: Final = 44  # 2号 22 pt
SAN: Final = 32  # 3号 16 pt
SI: Final = 28  # 4号 14 pt
XIAO_SI: Final = 24  # 小4 12 pt
WU: Final = 21  # 5号 10.5 pt
XIAO_WU: Final = 18  # 小5 9 pt

INDENT_CHARS: Final = 200  # two characters, in hundredths
DATE_CHARS: Final = 400  # 成文日期右空四字
PAGE_CHARS: Final = 100  # 页码空一字
THICK: Final = 8  # eighths of a point: 1 pt, 0.35 mm
THIN: Final = 6  # 0.75 pt, 0.26 mm
RULE_GAP: Final = 227  # the red rule stands 4 mm below the document's number
RED: Final = "FF0000"

# Fonts as the standard's users have them; Word falls back to the second where the first is not installed.
# 小标宋 is sold: whoever has not bought it sees 宋体. No font is embedded.
TITLE: Final = "方正小标宋简体"
BODY: Final = "仿宋_GB2312"
HEAD: Final = "黑体"
SUBHEAD: Final = "楷体_GB2312"
SONG: Final = "宋体"
LATIN: Final = "Times New Roman"
FALLBACK: Final = {TITLE: "SimSun", BODY: "FangSong", HEAD: "SimHei", SUBHEAD: "KaiTi", SONG: "SimSun"}
