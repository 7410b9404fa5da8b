"""What invented names are made of: places, brand characters, trades, forms.

Written down apart from the rulebook's ``names.yaml`` and on purpose not the same: many of the places and trades,
and some of the forms, are words it does not have. The page says how large that share was.
"""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# province → cities and counties as names carry them
PLACES = {
    "宁夏": words("石嘴山市 银川 青铜峡市 盐池 中宁县 贺兰 永宁 彭阳县 西吉"),
    "陕西": words("西安 宝鸡市 韩城市 高陵 蒲城县 洛川 三原县 鄠邑"),
    "浙江": words("宁波 杭州 慈溪市 嘉善 德清县 长兴 余杭 象山县 安吉"),
    "湖南": words("长沙 株洲 浏阳市 望城 长沙县 攸县 华容 桃源县 汉寿"),
    "四川": words("成都 绵阳市 什邡 双流 郫都 金堂县 大邑 三台县 新津"),
    "山东": words("济南 淄博市 寿光 章丘 即墨 桓台县 广饶 沂水县 郓城"),
    "广东": words("深圳 东莞市 四会 佛山市顺德区 增城 博罗县 惠东 南海 新会"),
    "江苏": words("无锡 苏州市 昆山 江宁 吴江 沛县 射阳县 金湖 如东"),
}
ELSEWHERE = ("北京", "上海", "天津", "重庆", "深圳市", "杭州", "苏州", "青岛", "武汉", "合肥", "厦门", "大连", "义乌市")

# Brand characters, the commoner first: drawn with falling weight, so that brands collide as they do in life.
COMMON = "中华天金新宏鑫盛东恒瑞华泰立博润科达源信正安德康亚海利联创宇智远方佳诚光美丰众嘉龙兴永明凯友隆腾和"
RARE = (
    "砺钽晶耀塬锂炬翼湖朔锻惠奥沙贺岚澜沁昱旭晟烨炜焱铂铄钧铭锐锋硕磐岩峻嵘峰岭川江河泽浩瀚波涛溪清泓沃野禾穗麦"
    "稷苗芯微纳量极维谱图码云朵星辰月曦晨朗晴霖雨雪松柏梓桐楠榕枫杉竹兰芷蕙荷莲菁英杰俊豪雄伟毅坚韧忠孝仁义礼敬"
    "思学文哲慧睿敏捷迅驰骏骥鹏鹰雁鸿鹤凤麒麟虎象驼牛羊鹿奔腾飞跃进升登攀越超卓优尚品质格致精诚同共合聚汇集融通"
    "贯连接桥路航舟帆船港湾岛屿洲陆疆域城邦国京都府州县宁夏秦晋鲁豫楚湘赣皖苏浙闽粤桂滇黔蜀渝陇青藏"
)

# field of trade; a company's trade is one of them, often with a general word after it
FIELDS = words(
    "新材料 电子 机械 生物 环保 能源 新能源 光电 医药 食品 农业 化工 金属制品 智能装备 信息 "
    "网络 建材 半导体 软件 自动化 稀有金属 铸造 检测 汽车零部件 物流 纺织 塑料 钽粉 碳化硅 "
    "氢能 储能 阀门 紧固件 轴承 磨具磨料 液压 电缆 变压器 医学检验 宠物用品 预制菜 枸杞 "
    "低空装备 数据 算力 智慧农机 绿色建材 知识产权 质谱 传感器 石墨烯 特种纤维 陶瓷基板 "
    "电子浆料 工业互联网 催化剂 膜分离 水处理 锂电回收 光伏支架 激光 超声 园艺 家居"
)
GENERAL = words(
    "科技 技术 材料 设备 制造 实业 服务 工程 科技发展 技术开发 技术服务 装备 研究 系统 产业 "
    "装备制造 创新 设计 解决方案 信息技术"
)
WHOLE = words("科技 实业 贸易 商贸 科技发展 电子商务 企业管理咨询 机电 重工 钢构 制衣 牧业 光学")

# form, its weight
FORMS = {
    "有限公司": 62, "有限责任公司": 10, "股份有限公司": 12, "集团有限公司": 4, "集团股份有限公司": 1,
    "研究院有限公司": 3,
    "厂": 2, "合伙企业（有限合伙）": 1, "农民专业合作社": 2, "工作室": 1, "研究所": 1, "商行": 1,
}  # fmt: skip

# a character, and what a hurried hand writes instead of it
SLIPS = {
    pair[0]: pair[1:]
    for pair in words(
        "砺励 钽坦 晶精 耀曜 塬源 炬矩 翼冀 朔溯 惠慧 瑞锐 鑫新 盛晟 源沅 恒衡 达大 信讯 康慷 "
        "诚城 华桦 宏弘 泰太 博搏 立力 科克 创创业 宇羽 智志 远元 佳嘉 丰沣 隆龙 腾滕 润闰 "
        "联连 利力 海海岸 东冬 天夭 金今 中仲"
    )
}
