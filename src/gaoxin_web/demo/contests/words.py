"""Words of invented entries: what is made, for whom, by what; all of it made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NOTE = "示例数据：项目、单位、人员和分数均为虚构。"
NOTE_EN = "Sample data: entries, organisations, people and marks are invented."

# Cities of the regional contest with their entries; 21 as it was printed
CITIES: Mapping[str, int] = {
    "广州": 168, "深圳": 152, "佛山": 88, "东莞": 84, "惠州": 62, "珠海": 58, "中山": 52, "江门": 44, "汕头": 40,
    "肇庆": 34, "湛江": 34, "茂名": 30, "清远": 28, "韶关": 26, "揭阳": 24, "梅州": 22, "潮州": 20, "阳江": 18,
    "河源": 16, "汕尾": 14, "云浮": 12,
}  # fmt: skip

MEANS = (  # what an entry of the 5G contest builds upon
    "5G+AI机器视觉", "5G+边缘计算", "5G+数字孪生", "5G+标识解析", "5G轻量化（RedCap）", "5G+北斗高精度定位",
    "5G切片专网", "5G+云化控制", "5G通感一体", "5G+无人机", "5G+扩展现实", "5G+大模型",
)  # fmt: skip
FORMS = ("应用", "系统", "平台")
SCENES: Mapping[str, Sequence[str]] = {  # by the choice of the form
    "industry": (
        "陶瓷砖缺陷在线检测", "家电总装柔性生产", "注塑车间设备互联", "印制电路板质检", "船舶分段焊接远程操控",
        "石化装置无人巡检", "锂电池生产数字工厂", "纺织印染能耗优化", "汽车零部件物流调度", "五金压铸工艺优化",
    ),
    "city": (
        "地下管廊安全监测", "老旧小区消防预警", "城市内涝感知", "建筑工地安全监管", "园区能碳管理", "供水管网漏损监测",
        "社区养老照护", "应急指挥通信", "环卫作业调度", "桥梁结构健康监测",
    ),
    "medical": (
        "远程超声会诊", "院前急救一体化", "县域影像云诊断", "手术示教与指导", "康复机器人", "慢病居家管理",
        "移动查房", "医疗废物追溯", "传染病筛查", "药品冷链监管",
    ),
    "media": (
        "历史街区沉浸导览", "体育赛事多视角直播", "博物馆数字展陈", "非遗技艺传习", "景区客流管理", "云上演艺",
        "主题乐园互动", "融媒体移动采编", "古村落数字保护", "会展线上线下融合",
    ),
    "other": (
        "港口集装箱无人转运", "公路边坡监测", "机场机坪调度", "仓储机器人集群", "低空物流配送", "荔枝园水肥管理",
        "对虾养殖水质监测", "茶园病虫害预警", "丝苗米无人农场", "海洋牧场感知",
    ),
}  # fmt: skip
FIELD_OF = {
    "industry": "工业互联网", "city": "智慧城市", "medical": "医疗健康", "media": "文旅传媒", "other": "其他",
}  # fmt: skip
TRADES: Mapping[str, str] = {
    "industry": "智能装备", "city": "数字科技", "medical": "医疗科技", "media": "数字文化", "other": "智联科技",
    "新材料": "新材料", "高端装备": "装备制造", "清洁能源": "能源科技", "电子信息": "信息技术", "大健康": "生物科技",
    "现代农业": "农业科技",
}  # fmt: skip

# The zone's own start-up contest: its fields, and what is made in each
OWN_FIELDS: Mapping[str, Sequence[str]] = {
    "新材料": (
        "高纯钽粉低氧制备", "碳化硅单晶衬底", "半导体用石英坩埚", "高强镁合金压铸", "特种陶瓷轴承", "铍铜合金带材",
        "电子级双氰胺", "导热石墨膜",
    ),
    "高端装备": (
        "煤矿井下智能掘进", "低温阀门密封", "重载减速器状态监测", "工业机器人减速器", "大型铸件三维打印",
        "矿用电机变频一体机", "自动化码垛线", "精密主轴",
    ),
    "清洁能源": (
        "光伏组件回收", "钠离子电池硬碳负极", "绿氢电解槽", "储能热管理", "工业余热发电", "煤化工尾气制醇",
        "风电叶片巡检", "虚拟电厂调度",
    ),
    "电子信息": (
        "工业视觉缺陷检测", "算力中心液冷", "边缘控制器", "工业数据网关", "光纤传感监测", "园区数字底座",
        "智能巡检机器人", "行业大模型质检",
    ),
    "大健康": (
        "枸杞多糖提取", "康复外骨骼", "中药饮片智能分拣", "即时检测试剂", "医用钽金属植入物", "益生菌冻干",
        "远程心电监护", "化工合成药中间体",
    ),
    "现代农业": (
        "盐碱地耐盐苜蓿", "奶牛精准饲喂", "设施蔬菜水肥一体化", "枸杞采摘机械", "酿酒葡萄冷链", "节水滴灌阀",
        "瓜菜种苗嫁接机器人", "饲草青贮监测",
    ),
}  # fmt: skip
ENDINGS = ("关键技术及产业化", "项目", "产品研发与应用")

# The overseas contest: a field is a list of things and a list of uses, each with its English
Pairs = Sequence[tuple[str, str]]
OVERSEAS: Mapping[str, tuple[Pairs, Pairs]] = {
    "信息技术": (
        (
            ("隐私计算平台", "Privacy-preserving computing platform"),
            ("边缘数据库", "Edge database"),
            ("低功耗传感网络", "Low-power sensor network"),
            ("量子安全通信模块", "Quantum-safe communication module"),
            ("硅光互连芯片", "Silicon-photonic interconnect"),
            ("语义检索引擎", "Semantic search engine"),
            ("数字孪生底座", "Digital twin engine"),
            ("网络安全态势平台", "Cyber-risk monitoring platform"),
            ("卫星物联网终端", "Satellite IoT terminal"),
            ("可信数据空间", "Trusted data space"),
        ),
        (
            ("跨境贸易", "cross-border trade"), ("港口物流", "port logistics"), ("远洋渔业", "deep-sea fisheries"),
            ("城市能源", "urban energy"), ("中小银行", "regional banks"), ("在线教育", "online education"),
            ("智能楼宇", "smart buildings"), ("远程运维", "remote maintenance"), ("供应链金融", "supply-chain finance"),
            ("文物保护", "heritage conservation"),
        ),
    ),
    "生物医药": (
        (
            ("核酸递送载体", "Nucleic-acid delivery vector"),
            ("微流控检测芯片", "Microfluidic test chip"),
            ("可降解支架", "Bioresorbable scaffold"),
            ("类器官筛药平台", "Organoid screening platform"),
            ("多肽药物", "Peptide therapeutic"),
            ("光学相干内窥镜", "Optical coherence endoscope"),
            ("细胞冻存液", "Cell cryopreservation medium"),
            ("抗菌涂层", "Antimicrobial coating"),
            ("可穿戴监护贴片", "Wearable monitoring patch"),
            ("酶法合成工艺", "Enzymatic synthesis process"),
        ),
        (
            ("肝病", "liver disease"), ("早期肺癌", "early lung cancer"), ("糖尿病足", "diabetic foot"),
            ("罕见病", "rare diseases"), ("骨缺损", "bone defects"), ("耐药感染", "resistant infections"),
            ("新生儿重症", "neonatal care"), ("阿尔茨海默病", "Alzheimer's disease"), ("眼底病变", "retinal disease"),
            ("心力衰竭", "heart failure"),
        ),
    ),
    "人工智能及智能制造": (
        (
            ("柔性机器人夹爪", "Soft robotic gripper"),
            ("缺陷检测模型", "Defect-detection model"),
            ("自主移动机器人", "Autonomous mobile robot"),
            ("增材制造工艺", "Additive manufacturing process"),
            ("预测性维护系统", "Predictive maintenance system"),
            ("多模态大模型", "Multimodal foundation model"),
            ("高精度力传感器", "High-precision force sensor"),
            ("协作机械臂", "Collaborative robot arm"),
            ("工艺参数优化软件", "Process optimisation software"),
            ("三维视觉相机", "3D vision camera"),
        ),
        (
            ("晶圆厂", "wafer fabs"), ("航空维修", "aircraft maintenance"), ("电子组装", "electronics assembly"),
            ("食品分拣", "food sorting"), ("卫浴制造", "sanitary-ware plants"), ("服装裁剪", "garment cutting"),
            ("新能源电池", "battery production"), ("海上风电", "offshore wind"), ("精密注塑", "precision moulding"),
            ("仓储分拣", "warehouse sorting"),
        ),
    ),
}  # fmt: skip
STEMS = (
    "Alder", "Bracken", "Cinder", "Dove", "Ember", "Fenn", "Gorse", "Hazel", "Iver", "Juniper", "Kestrel", "Linden",
    "Marl", "Nether", "Otter", "Pennar", "Quill", "Rowan", "Sorrel", "Thorn", "Umber", "Vale", "Wren", "Yarrow",
)  # fmt: skip
STEM_ENDS = ("mere", "fold", "gate", "wick", "stone", "field", "brook", "haven", "ridge", "light", "croft", "dale")
FORM_OF = {
    "GB": "Ltd", "IE": "Ltd", "US": "Inc.", "CA": "Inc.", "SG": "Pte. Ltd.", "RU": "LLC", "IN": "Pvt. Ltd.",
    "BR": "Ltda.", "ZA": "(Pty) Ltd", "DE": "GmbH", "FR": "SAS",
}  # fmt: skip
CITY_OF = {
    "GB": ("London", "Cambridge", "Manchester", "Edinburgh", "Bristol"), "IE": ("Dublin",), "FR": ("Paris",),
    "US": ("Boston", "San Jose", "Chicago"), "CA": ("Toronto", "Vancouver"), "SG": ("Singapore",),
    "RU": ("Moscow", "Kazan", "Novosibirsk"), "IN": ("Bengaluru", "Pune", "Hyderabad"), "BR": ("São Paulo",),
    "ZA": ("Cape Town",), "DE": ("Berlin", "Munich"),
}  # fmt: skip
FIRST_NAMES: Mapping[str, Sequence[str]] = {
    "RU": ("Alexei", "Daria", "Ilya", "Olga", "Pavel", "Vera"),
    "IN": ("Aarav", "Diya", "Kiran", "Meera", "Rohan", "Sanya"),
    "BR": ("Beatriz", "Caio", "Helena", "Rafael"),
    "": ("Alice", "Conor", "Edith", "Felix", "Grace", "Hugo", "Isla", "Jonas", "Leo", "Maya", "Nora", "Oscar"),
}
LAST_NAMES: Mapping[str, Sequence[str]] = {
    "RU": ("Belov", "Karlov", "Orlova", "Sokol", "Vetrov"),
    "IN": ("Bhasin", "Iyer", "Kapur", "Nair", "Rao"),
    "BR": ("Almeida", "Moraes", "Prado"),
    "": (
        "Ashby",
        "Barlow",
        "Carey",
        "Denholm",
        "Elwood",
        "Fairley",
        "Garrick",
        "Holt",
        "Lorne",
        "Mercer",
        "Tan",
        "Wynn",
    ),
}

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "知行", "若谷", "景明", "怀瑜", "清晏", "思远", "云舒", "致远", "令仪", "嘉树", "望舒", "子衿", "浩然", "静姝",
    "锦程", "书瑶", "松年", "晓川", "博文", "雨桐", "承泽", "慧心", "立群", "明远", "乐山", "念慈", "启航", "容若",
    "善水", "天佑",
)  # fmt: skip
COMMENTS = (
    "应用场景真实，已有用户付费，建议补充规模化后的成本测算。",
    "技术路线清楚，知识产权布局较完整；市场部分略显乐观。",
    "创新点不够突出，与同类方案的差别需要说明。",
    "团队结构合理，示范效果可量化，推广条件写得具体。",
    "材料完整，但关键指标缺第三方检测依据。",
    "社会效益明显，商业模式还需打磨。",
)
COMMENTS_EN = (
    "Clear clinical or industrial need; ask for unit economics at scale.",
    "Strong team and IP position, market section somewhat optimistic.",
    "Needs independent test data for the headline claim.",
    "Good fit with local supply chains; pilot plan is concrete.",
)
ABSTRACT = "{title}：已完成样机，在 {number} 个现场试用，计划两年内形成产品。"
ABSTRACT_EN = "{title}. A prototype is running at {number} pilot site(s); a product is planned within two years."
