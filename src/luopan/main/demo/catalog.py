"""What the demo company sells, where, and against whom: products, price books, rivals, stores. It is the same for every seed."""

from typing import NamedTuple

from luopan.main.demo.words import CITIES


class Article(NamedTuple):
    """A product: list price and cost in yuan, and how often it is bought (`industry` by companies, `shop` over the counter)."""

    code: str
    name: str
    english: str
    family: str
    unit: str
    price: int
    cost: int
    warranty: int
    industry: int
    shop: int


class Rival(NamedTuple):
    """A competitor, with what a sales person should know."""

    name: str
    threat: str
    strengths: str
    weaknesses: str
    how_to_win: str


class Shop(NamedTuple):
    """A store of the company; `age` is the days since it opened."""

    name: str
    code: str
    format: str
    city: str
    address: str
    age: int
    share: int


def _articles(lines: str) -> tuple[Article, ...]:
    rows = ([cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines())
    return tuple(
        Article(code, name, english, family, unit, *map(int, numbers))
        for code, name, english, family, unit, *numbers in rows
    )


ARTICLES = _articles("""
LP-V850 | 立式加工中心 V850 | Vertical machining centre V850 | equipment | machine | 368000 | 251000 | 18 | 12 | 0
LP-V1160 | 立式加工中心 V1160 | Vertical machining centre V1160 | equipment | machine | 528000 | 362000 | 18 | 9 | 0
LP-U500 | 五轴加工中心 U500 | 5-axis machining centre U500 | equipment | machine | 1380000 | 910000 | 24 | 6 | 0
LP-U800 | 五轴加工中心 U800 | 5-axis machining centre U800 | equipment | machine | 2260000 | 1490000 | 24 | 3 | 0
LP-T320 | 数控车床 T320 | CNC lathe T320 | equipment | machine | 198000 | 139000 | 18 | 12 | 0
LP-T630 | 数控车床 T630 | CNC lathe T630 | equipment | machine | 335000 | 232000 | 18 | 8 | 0
LP-TM400 | 车铣复合中心 TM400 | Turn-mill centre TM400 | equipment | machine | 1150000 | 770000 | 24 | 4 | 0
LP-G250 | 精密平面磨床 G250 | Surface grinder G250 | equipment | machine | 262000 | 178000 | 18 | 5 | 0
LP-W60 | 激光焊接工作站 W60 | Laser welding cell W60 | equipment | machine | 486000 | 327000 | 12 | 6 | 0
LP-L3015 | 光纤激光切割机 L3015 | Fibre laser cutter L3015 | equipment | machine | 680000 | 470000 | 12 | 7 | 0
LP-R20 | 上下料机器人 R20 | Loading robot R20 | equipment | machine | 178000 | 118000 | 12 | 10 | 0
LP-AGV5 | 搬运小车 AGV5 | Transport vehicle AGV5 | equipment | machine | 126000 | 84000 | 12 | 7 | 0
LP-FMS | 柔性产线（六机一线） | Flexible line of six machines | equipment | set | 6800000 | 4690000 | 24 | 1 | 0
LM-ROT200 | 数控转台 200 | Rotary table 200 | module | set | 68000 | 43000 | 12 | 8 | 0
LM-PROBE | 在机测头套件 | On-machine probe kit | module | set | 39800 | 24000 | 12 | 10 | 0
LM-ATC40 | 40 位刀库 | 40-pocket tool changer | module | set | 86000 | 56000 | 12 | 5 | 0
LM-CHIP | 排屑与过滤系统 | Chip and filter unit | module | set | 52000 | 34000 | 12 | 7 | 0
LM-COOL | 高压冷却单元 | High-pressure coolant unit | module | set | 46000 | 30500 | 12 | 6 | 0
LM-VISION | 视觉定位模块 | Vision positioning module | module | set | 74000 | 45500 | 12 | 6 | 0
LM-CLAMP | 零点快换夹具 | Zero-point clamping set | module | set | 28600 | 17400 | 12 | 9 | 0
SP-SPD12 | 电主轴总成 12K | Spindle unit 12k | part | set | 58000 | 36000 | 6 | 6 | 0
SP-SPD24 | 电主轴总成 24K | Spindle unit 24k | part | set | 118000 | 74000 | 6 | 3 | 0
SP-BS32 | 滚珠丝杠 32 | Ball screw 32 | part | piece | 6800 | 4100 | 6 | 10 | 0
SP-LG35 | 直线导轨 35 | Linear guide 35 | part | piece | 4200 | 2600 | 6 | 10 | 0
SP-SRV | 伺服电机 3kW | Servo motor 3 kW | part | piece | 7600 | 4900 | 12 | 8 | 0
SP-DRV | 伺服驱动器 | Servo drive | part | piece | 8900 | 5600 | 12 | 7 | 0
SP-BRG | 主轴轴承套装 | Spindle bearing set | part | set | 5400 | 3200 | 6 | 8 | 0
SP-SEAL | 密封件包 | Seal kit | part | set | 980 | 520 | 3 | 9 | 0
SP-LENS | 激光聚焦镜片 | Laser focus lens | part | piece | 1260 | 690 | 3 | 8 | 0
CS-OIL20 | 主轴润滑油 20L | Spindle oil 20 l | consumable | box | 860 | 520 | 0 | 12 | 3
CS-CUT200 | 切削液 200L | Cutting fluid 200 l | consumable | box | 3600 | 2300 | 0 | 12 | 0
CS-INS | 硬质合金刀片（10 片） | Carbide inserts, pack of 10 | consumable | box | 420 | 210 | 0 | 14 | 6
CS-EM | 整体立铣刀套装 | End mill set | consumable | set | 1180 | 640 | 0 | 12 | 6
CS-NOZ | 切割嘴（5 只） | Cutting nozzles, pack of 5 | consumable | box | 380 | 170 | 0 | 9 | 1
CS-WHEEL | 金刚石砂轮 | Diamond wheel | consumable | piece | 960 | 540 | 0 | 7 | 2
SV-INST | 安装调试服务 | Installation and start-up | service | day | 2800 | 1500 | 0 | 8 | 0
SV-TRAIN | 操作培训 | Operator training | service | day | 3200 | 1600 | 0 | 7 | 0
SV-MAINT | 年度维保 | Yearly maintenance contract | service | year | 36000 | 19000 | 0 | 9 | 0
SV-RETRO | 旧机改造 | Machine retrofit | service | set | 148000 | 92000 | 6 | 3 | 0
SW-MES | 产线看板软件 | Shop-floor dashboard software | software | year | 68000 | 12000 | 0 | 5 | 0
SW-CAM | 五轴编程软件 | 5-axis CAM software | software | year | 46000 | 9000 | 0 | 5 | 0
SW-IOT | 设备远程运维 | Remote machine monitoring | software | year | 9800 | 2400 | 0 | 8 | 0
RT-DRILL | 无刷电钻 20V | Brushless drill 20 V | retail | piece | 469 | 268 | 24 | 1 | 14
RT-DRIVER | 冲击起子机 | Impact driver | retail | piece | 529 | 302 | 24 | 1 | 10
RT-GRIND | 角磨机 125 | Angle grinder 125 | retail | piece | 359 | 196 | 24 | 1 | 9
RT-SAW | 曲线锯 | Jigsaw | retail | piece | 418 | 240 | 24 | 0 | 6
RT-LASER | 绿光水平仪 | Green line laser | retail | piece | 689 | 372 | 24 | 1 | 8
RT-CALIP | 数显卡尺 150 | Digital calliper 150 | retail | piece | 238 | 121 | 12 | 3 | 12
RT-MICRO | 外径千分尺 | Micrometer | retail | piece | 316 | 168 | 12 | 2 | 5
RT-WRENCH | 扭力扳手 | Torque wrench | retail | piece | 388 | 205 | 24 | 1 | 7
RT-SOCKET | 套筒工具箱 108 件 | Socket set, 108 pieces | retail | set | 599 | 318 | 24 | 1 | 10
RT-BENCH | 折叠工作台 | Folding workbench | retail | piece | 799 | 445 | 12 | 0 | 5
RT-CAB | 移动工具车 | Tool trolley | retail | piece | 1290 | 742 | 12 | 1 | 4
RT-PRINT | 桌面 3D 打印机 | Desktop 3D printer | retail | machine | 2899 | 1880 | 12 | 1 | 5
RT-ENGR | 桌面激光雕刻机 | Desktop laser engraver | retail | machine | 3699 | 2360 | 12 | 1 | 4
RT-FILA | 3D 打印耗材 1kg | 3D printing filament 1 kg | retail | box | 79 | 38 | 0 | 0 | 16
RT-GLOVE | 防护手套（12 双） | Work gloves, 12 pairs | retail | box | 59 | 27 | 0 | 2 | 14
RT-GOGGLE | 防雾护目镜 | Anti-fog goggles | retail | piece | 45 | 19 | 0 | 2 | 11
RT-BITS | 批头套装 60 件 | Bit set, 60 pieces | retail | set | 129 | 58 | 0 | 1 | 13
RT-BATT | 20V 电池 4Ah | Battery 20 V 4 Ah | retail | piece | 259 | 148 | 12 | 0 | 9
""")

PRICE_BOOKS = (
    ("国内目录价", "all", "CNY", 1.0, 1.0),
    ("经销商价目表", "distributor", "CNY", 0.82, 0.78),
    ("大客户协议价", "key_account", "CNY", 0.9, 0.85),
    ("Export price list (USD)", "overseas", "USD", 1.12, 1.06),
    ("Export price list (EUR)", "overseas", "EUR", 1.14, 1.08),
    ("门店零售价", "store", "CNY", 1.0, 0.92),
)
"""Name, audience, currency, factor on the list price, factor from ten pieces on."""

YUAN = {"CNY": 1.0, "USD": 7.12, "EUR": 7.85, "JPY": 0.0478}
"""What one unit is worth in yuan when prices are made. The dated rates wander around these."""

RIVALS = (
    Rival(
        "申岳数控",
        "high",
        "价格低，交货快，华东代理多",
        "五轴产品线薄，售后响应慢",
        "带客户看五轴样件，用三年总拥有成本算账，别在单价上纠缠",
    ),
    Rival(
        "北澜重工", "high", "大型机床口碑好，国企客户多", "小批量定制不积极", "强调柔性产线和换型时间，请老客户现身说法"
    ),
    Rival(
        "Hartwell Machines",
        "high",
        "品牌强，精度稳定",
        "价格高，备件交期长",
        "现场打样比精度，突出本地备件库四小时响应",
    ),
    Rival("Kiyomizu Seiki", "medium", "可靠性高，日系客户认可", "交期六个月以上", "承诺交期并写进合同，提供过渡租赁机"),
    Rival("拓垣激光", "medium", "激光切割价格战凶", "整线能力弱", "把切割、焊接、上下料打包成整线来谈"),
    Rival("明棠工具", "medium", "门店多，促销频繁", "会员复购弱，质保短", "两年质保加以旧换新"),
    Rival(
        "Norvik Automation",
        "low",
        "Software and integration skills",
        "No machines of their own",
        "Offer one responsible partner for the line",
    ),
    Rival("锐桦机器人", "low", "集成报价灵活", "规模小，项目经验少", "请客户看我们的装机案例和服务网点"),
)

SHOPS = (
    Shop("罗盘工具 上海漕宝路旗舰店", "SH01", "flagship", "上海", "漕宝路 1288 号", 1980, 18),
    Shop("罗盘工具 苏州工业园店", "SZ01", "industrial_park", "苏州", "金鸡湖大道 199 号", 1840, 10),
    Shop("罗盘工具 无锡新吴店", "WX01", "industrial_park", "无锡", "长江路 36 号", 1680, 7),
    Shop("罗盘工具 杭州滨江店", "HZ01", "mall", "杭州", "江南大道 228 号", 1580, 9),
    Shop("罗盘工具 深圳宝安店", "SZ11", "street", "深圳", "宝安大道 4018 号", 1470, 10),
    Shop("罗盘工具 东莞长安店", "DG01", "street", "东莞", "振安中路 77 号", 1300, 7),
    Shop("罗盘工具 广州黄埔店", "GZ01", "mall", "广州", "科学大道 162 号", 1120, 7),
    Shop("罗盘工具 武汉光谷店", "WH01", "mall", "武汉", "珞喻路 889 号", 1060, 6),
    Shop("罗盘工具 成都高新店", "CD01", "street", "成都", "天府大道 1700 号", 900, 6),
    Shop("罗盘工具 西安未央店", "XA01", "street", "西安", "凤城八路 56 号", 760, 4),
    Shop("罗盘工具 青岛城阳店", "QD01", "industrial_park", "青岛", "正阳路 318 号", 570, 4),
    Shop("罗盘工具 线上商城", "WEB", "online", "上海", "漕宝路 1288 号", 1800, 22),
)

CITY = {city.name: city for city in CITIES}
