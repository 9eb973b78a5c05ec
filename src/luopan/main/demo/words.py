"""Word lists that names are put together from. The characters of brands are chosen so that no well-known company comes out."""

from typing import NamedTuple


class City(NamedTuple):
    """A city of China: its name in Chinese and Latin letters, division code, area code, weight and sales territory."""

    name: str
    latin: str
    code: str
    area: str
    weight: int
    territory: str


class Country(NamedTuple):
    """A country that customers come from: its family of names, legal forms, phone numbers (X: any digit; ranges that are kept for
    stories where there are such), currency, cities, weight."""

    code: str
    family: str
    forms: tuple[str, ...]
    phones: tuple[str, ...]
    currency: str
    cities: tuple[str, ...]
    weight: int


def _cities(lines: str) -> tuple[City, ...]:
    rows = (line.split() for line in lines.strip().splitlines())
    return tuple(
        City(name, latin, code, area, int(weight), territory) for name, latin, code, area, weight, territory in rows
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CITIES = _cities("""
上海 Shanghai 310000 21 10 east
苏州 Suzhou 320500 512 10 east
无锡 Wuxi 320200 510 7 east
常州 Changzhou 320400 519 5 east
南京 Nanjing 320100 25 5 east
南通 Nantong 320600 513 3 east
镇江 Zhenjiang 321100 511 2 east
扬州 Yangzhou 321000 514 2 east
泰州 Taizhou 321200 523 2 east
徐州 Xuzhou 320300 516 2 east
盐城 Yancheng 320900 515 2 east
杭州 Hangzhou 330100 571 6 east
宁波 Ningbo 330200 574 7 east
绍兴 Shaoxing 330600 575 3 east
嘉兴 Jiaxing 330400 573 3 east
湖州 Huzhou 330500 572 2 east
温州 Wenzhou 330300 577 3 east
台州 Taizhou 331000 576 3 east
金华 Jinhua 330700 579 2 east
合肥 Hefei 340100 551 4 east
芜湖 Wuhu 340200 553 2 east
滁州 Chuzhou 341100 550 1 east
蚌埠 Bengbu 340300 552 1 east
深圳 Shenzhen 440300 755 10 south
东莞 Dongguan 441900 769 8 south
广州 Guangzhou 440100 20 6 south
佛山 Foshan 440600 757 6 south
惠州 Huizhou 441300 752 3 south
中山 Zhongshan 442000 760 3 south
珠海 Zhuhai 440400 756 2 south
江门 Jiangmen 440700 750 2 south
厦门 Xiamen 350200 592 3 south
泉州 Quanzhou 350500 595 3 south
福州 Fuzhou 350100 591 2 south
南宁 Nanning 450100 771 1 south
柳州 Liuzhou 450200 772 2 south
北京 Beijing 110000 10 5 north
天津 Tianjin 120000 22 5 north
青岛 Qingdao 370200 532 5 north
济南 Jinan 370100 531 4 north
烟台 Yantai 370600 535 3 north
潍坊 Weifang 370700 536 3 north
淄博 Zibo 370300 533 2 north
威海 Weihai 371000 631 1 north
临沂 Linyi 371300 539 1 north
石家庄 Shijiazhuang 130100 311 2 north
唐山 Tangshan 130200 315 2 north
保定 Baoding 130600 312 2 north
廊坊 Langfang 131000 316 1 north
太原 Taiyuan 140100 351 2 north
包头 Baotou 150200 472 1 north
沈阳 Shenyang 210100 24 4 north
大连 Dalian 210200 411 4 north
长春 Changchun 220100 431 2 north
哈尔滨 Harbin 230100 451 2 north
大庆 Daqing 230600 459 1 north
武汉 Wuhan 420100 27 6 central
襄阳 Xiangyang 420600 710 2 central
宜昌 Yichang 420500 717 1 central
长沙 Changsha 430100 731 4 central
株洲 Zhuzhou 430200 731 2 central
湘潭 Xiangtan 430300 731 1 central
衡阳 Hengyang 430400 734 1 central
郑州 Zhengzhou 410100 371 4 central
洛阳 Luoyang 410300 379 3 central
新乡 Xinxiang 410700 373 1 central
南昌 Nanchang 360100 791 2 central
赣州 Ganzhou 360700 797 1 central
九江 Jiujiang 360400 792 1 central
成都 Chengdu 510100 28 6 central
德阳 Deyang 510600 838 2 central
绵阳 Mianyang 510700 816 2 central
重庆 Chongqing 500000 23 6 central
西安 Xi'an 610100 29 5 central
宝鸡 Baoji 610300 917 1 central
咸阳 Xianyang 610400 29 1 central
贵阳 Guiyang 520100 851 1 central
昆明 Kunming 530100 871 1 central
兰州 Lanzhou 620100 931 1 central
银川 Yinchuan 640100 951 1 central
""")

COUNTRIES = (
    Country(
        "US",
        "english",
        ("Inc.", "LLC", "Corp."),
        ("+121255501XX", "+131255501XX", "+120655501XX", "+171355501XX", "+161755501XX"),
        "USD",
        ("Cleveland", "Detroit", "Houston", "Chicago", "Milwaukee", "Charlotte"),
        16,
    ),
    Country(
        "CA",
        "english",
        ("Inc.", "Ltd."),
        ("+141655501XX", "+160455501XX", "+151455501XX"),
        "USD",
        ("Toronto", "Hamilton", "Montreal"),
        4,
    ),
    Country(
        "GB", "english", ("Ltd", "plc"), ("+442079460XXX",), "USD", ("Birmingham", "Sheffield", "Leeds", "Coventry"), 7
    ),
    Country("AU", "english", ("Pty Ltd",), ("+6125550XXXX",), "USD", ("Sydney", "Melbourne", "Newcastle"), 4),
    Country("SG", "english", ("Pte. Ltd.",), ("+656750XXXX",), "USD", ("Singapore",), 6),
    Country("MY", "english", ("Sdn. Bhd.",), ("+6035550XXXX",), "USD", ("Penang", "Shah Alam", "Johor Bahru"), 6),
    Country("IN", "english", ("Pvt. Ltd.",), ("+91225550XXXX",), "USD", ("Pune", "Chennai", "Mumbai"), 8),
    Country("TH", "english", ("Co., Ltd.",), ("+662255XXXX",), "USD", ("Bangkok", "Rayong", "Chonburi"), 6),
    Country(
        "VN",
        "english",
        ("JSC", "Co., Ltd."),
        ("+84243555XXXX", "+84283555XXXX"),
        "USD",
        ("Hai Phong", "Hanoi", "Binh Duong"),
        8,
    ),
    Country("AE", "english", ("LLC", "FZE"), ("+9714555XXXX",), "USD", ("Dubai", "Sharjah"), 3),
    Country(
        "DE",
        "german",
        ("GmbH", "AG", "GmbH & Co. KG"),
        ("+493023125XXX",),
        "EUR",
        ("Stuttgart", "Nürnberg", "Chemnitz", "Dortmund"),
        10,
    ),
    Country("AT", "german", ("GmbH",), ("+431555XXXX",), "EUR", ("Linz", "Graz"), 2),
    Country("CH", "german", ("AG",), ("+4144555XXXX",), "EUR", ("Zürich", "Winterthur"), 2),
    Country("NL", "latin", ("B.V.",), ("+3120555XXXX",), "EUR", ("Eindhoven", "Rotterdam"), 3),
    Country("IT", "latin", ("S.p.A.", "S.r.l."), ("+39025550XXXX",), "EUR", ("Torino", "Bologna", "Brescia"), 6),
    Country("FR", "latin", ("S.A.S.", "S.A."), ("+3319900XXXX",), "EUR", ("Lyon", "Lille", "Toulouse"), 4),
    Country("ES", "latin", ("S.L.", "S.A."), ("+3491555XXXX",), "EUR", ("Bilbao", "Zaragoza"), 3),
    Country("MX", "latin", ("S.A. de C.V.",), ("+52555550XXXX",), "USD", ("Monterrey", "Querétaro"), 4),
    Country("BR", "latin", ("Ltda.",), ("+55215550XXXX",), "USD", ("Joinville", "Campinas"), 4),
    Country("JP", "japanese", ("K.K.", "Co., Ltd."), ("+8135550XXXX",), "JPY", ("Nagoya", "Osaka", "Hamamatsu"), 10),
)

BRAND_FIRST = _words(
    "华hua 恒heng 瑞rui 鑫xin 盛sheng 宏hong 泰tai 安an 德de 信xin 诚cheng 达da 远yuan 创chuang 新xin 智zhi 博bo "
    "凯kai 联lian 汇hui 金jin "
    "海hai 东dong 立li 永yong 兴xing 隆long 明ming 嘉jia 利li 康kang 佳jia 奥ao 通tong 振zhen 锐rui 领ling 益yi "
    "众zhong 晨chen 云yun 星xing "
    "启qi 辰chen 景jing 润run 源yuan 丰feng 森sen 卓zhuo 鼎ding 元yuan 正zheng 天tian 铭ming 万wan 顺shun 和he "
    "骏jun 亿yi"
)
BRAND_SECOND = _words(
    "珀po 屿yu 澈che 翎ling 岚lan 铄shuo 钧jun 霖lin 序xu 弈yi 昕xin 羿yi 策ce 曜yao 衡heng 禾he 桓huan 沅yuan "
    "珩heng 澜lan 麓lu 垣yuan 祺qi "
    "峻jun 澄cheng 钊zhao 榕rong 皓hao 韬tao 牧mu 笙sheng 硕shuo 桦hua 渊yuan 崧song 樾yue 舜shun 洲zhou 岳yue "
    "柏bai 楷kai 川chuan 棠tang "
    "越yue 擎qing 翼yi 臻zhen 迈mai 诺nuo 耀yao 钛tai 拓tuo 岭ling 原yuan 舟zhou 尧yao 彦yan 廷ting 澎peng 融rong"
)

INDUSTRY_WORDS = tuple(
    (word, industry)
    for word, _, industry in (
        item.partition(":")
        for item in _words(
            "精密机械:machinery 数控设备:machinery 自动化设备:machinery 重工:machinery 模具:machinery "
            "机床附件:machinery 智能装备:machinery "
            "液压机械:machinery 轴承:machinery 减速机:machinery 五金制品:machinery 钣金加工:machinery "
            "铸造:machinery 刀具:machinery "
            "泵阀:machinery 压缩机:machinery 包装机械:machinery 起重设备:machinery 工业机器人:machinery "
            "紧固件:machinery "
            "汽车零部件:automotive 汽车部件:automotive 汽车电子:automotive 车灯:automotive 汽车饰件:automotive "
            "新能源汽车科技:automotive "
            "传动系统:automotive 底盘系统:automotive 制动系统:automotive 专用车:automotive 摩托车配件:automotive "
            "轮毂:automotive "
            "电子科技:electronics 半导体:electronics 光电:electronics 电子材料:electronics 精密电子:electronics "
            "电路板:electronics "
            "连接器:electronics 传感技术:electronics 显示科技:electronics 微电子:electronics 集成电路:electronics "
            "电声:electronics "
            "新能源:energy 电力设备:energy 储能科技:energy 光伏材料:energy 电气:energy 风电装备:energy "
            "变压器:energy 热能:energy "
            "新材料:chemicals 化工:chemicals 高分子材料:chemicals 涂料:chemicals 橡塑:chemicals 复合材料:chemicals "
            "特种钢:chemicals "
            "铝业:chemicals 医疗器械:medical 生物科技:medical 制药:medical 医疗科技:medical 齿科器材:medical "
            "康复器材:medical "
            "食品:food 饮料:food 乳业:food 调味品:food 食品机械:food 纺织:textiles 服饰:textiles 家纺:textiles "
            "针织:textiles 无纺布:textiles "
            "建设工程:construction 建材:construction 幕墙:construction 钢结构:construction 门窗:construction "
            "市政工程:construction "
            "物流:logistics 供应链管理:logistics 仓储设备:logistics 冷链:logistics 工具商贸:retail 五金机电:retail "
            "家居用品:retail "
            "电器商贸:retail 劳保用品:retail 通信技术:telecommunications 网络科技:software 信息技术:software "
            "软件:software 工业软件:software "
            "教育科技:education 职业培训:education 文化传媒:media 广告:media 农业装备:agriculture "
            "农业科技:agriculture 水产:agriculture "
            "设备租赁:services 工程技术服务:services 检测技术:services 企业管理咨询:services 融资租赁:finance"
        )
    )
)

COMPANY_FORMS = ("有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")

STEMS = {
    "english": (
        _words(
            "Iron Silver Blue Stone Oak River High Bright Clear Ever North West East South Red Black Gold Green "
            "Grand Swift Summit Harbor "
            "Pioneer Anchor Copper Granite Falcon Cedar Maple Aspen Atlas Beacon Crown Delta Ember Frost Garnet "
            "Hazel Ivory Juniper Keystone "
            "Lakeland Meridian Noble Orchard Pacific Quarry Raven Sterling Timber Union Vantage Willow Zenith "
            "Amber Birch"
        ),
        _words(
            "crest field gate ridge mark line bridge haven forge worth brook peak vale point stead wood shore ford "
            "well spring path port "
            "wick cliff bay mill court hurst land dale moor bank combe holm grove span side yard reach star"
        ),
    ),
    "german": (
        _words(
            "Berg Stein Wald Hoch Nord Süd West Ost Eisen Kupfer Silber Gold Linden Eichen Buchen Falken Adler "
            "Hirsch Rhein Neckar Isar Elb "
            "Alten Neuen Grün Roth Weiss Schwarz Sonnen Mühl"
        ),
        _words("mann feld bach werk tal hof kamp stedt burg brück au horst dorf see moos ried rath weiler eck lohe"),
    ),
    "latin": (
        _words("Val Mont Bel Ser Cal Mar Sol Tor Ver Cor Lan Per Fer San Bal Mir Alt Ros Gal Ar Ven Cam Nov Lum Riv"),
        _words(
            "dora tella vino mare nova tano gheri dini resa lenti bosco ponte verde cielo roca nara lico tino luna "
            "zano mira cella sella "
            "fiore brava"
        ),
    ),
    "japanese": (
        _words(
            "Taka Yama Kawa Naka Matsu Fuji Kita Minami Nishi Higashi Oka Mori Hoshi Iwa Ishi Kuro Shira Aka Ao "
            "Hana Kane Tsuru Tomi Asa"
        ),
        _words("hara da moto saki zawa mura no shima oka tani guchi bashi gawa se numa ura hama mizu o zaki"),
    ),
}

TRADE_WORDS = {
    "english": (
        "Machinery:machinery Automation:machinery Tooling:machinery Robotics:machinery Castings:machinery Fluid "
        "Power:machinery "
        "Bearings:machinery Fasteners:machinery Automotive:automotive Drivetrain:automotive Electronics:electronics "
        "Semiconductor:electronics Photonics:electronics Circuits:electronics Energy:energy Power Systems:energy "
        "Solar:energy "
        "Chemicals:chemicals Materials:chemicals Polymers:chemicals Alloys:chemicals Medical Devices:medical "
        "Biotech:medical "
        "Pharma:medical Foods:food Beverages:food Textiles:textiles Apparel:textiles Construction:construction "
        "Building Systems:construction Logistics:logistics Freight:logistics Hardware Supply:retail Tool "
        "Supply:retail "
        "Telecom:telecommunications Software:software Systems:software Training:education Media:media "
        "Agritech:agriculture "
        "Engineering Services:services Inspection:services Leasing:finance"
    ),
    "german": (
        "Maschinenbau:machinery Werkzeugbau:machinery Automatisierung:machinery Antriebstechnik:machinery "
        "Gießerei:machinery "
        "Fahrzeugtechnik:automotive Elektronik:electronics Sensorik:electronics Energietechnik:energy "
        "Kunststofftechnik:chemicals "
        "Medizintechnik:medical Lebensmitteltechnik:food Bau:construction Logistik:logistics Fachhandel:retail "
        "Ingenieure:services"
    ),
    "latin": (
        "Meccanica:machinery Automazione:machinery Utensili:machinery Automotive:automotive Componenti:automotive "
        "Elettronica:electronics "
        "Energia:energy Materiali:chemicals Medical:medical Alimentari:food Tessile:textiles "
        "Costruzioni:construction "
        "Logistica:logistics Ferramenta:retail Servizi:services"
    ),
    "japanese": (
        "Seiki:machinery Kogyo:machinery Seisakusho:machinery Koki:machinery Jidosha Buhin:automotive "
        "Denshi:electronics "
        "Handotai:electronics Denryoku:energy Kagaku:chemicals Iryoki:medical Shokuhin:food Boseki:textiles "
        "Kensetsu:construction "
        "Butsuryu:logistics Shoji:retail Gijutsu:services"
    ),
}

SURNAMES = _words(
    "王Wang:72 李Li:70 张Zhang:67 刘Liu:53 陈Chen:50 杨Yang:31 黄Huang:26 赵Zhao:25 吴Wu:24 周Zhou:24 徐Xu:19 "
    "孙Sun:18 马Ma:17 朱Zhu:16 "
    "胡Hu:15 郭Guo:14 何He:14 林Lin:13 高Gao:13 罗Luo:12 郑Zheng:11 梁Liang:10 谢Xie:9 宋Song:9 唐Tang:9 许Xu:8 "
    "韩Han:8 冯Feng:8 邓Deng:8 "
    "曹Cao:7 彭Peng:7 曾Zeng:7 肖Xiao:7 田Tian:6 董Dong:6 潘Pan:6 袁Yuan:6 蔡Cai:6 蒋Jiang:6 余Yu:5 于Yu:5 杜Du:5 "
    "叶Ye:5 程Cheng:5 魏Wei:5 "
    "苏Su:5 吕Lü:5 丁Ding:5 任Ren:4 卢Lu:4 姚Yao:4 沈Shen:4 钟Zhong:4 姜Jiang:4 崔Cui:4 谭Tan:4 陆Lu:4 范Fan:4 "
    "汪Wang:4 廖Liao:4 石Shi:3 "
    "金Jin:3 韦Wei:3 贾Jia:3 夏Xia:3 付Fu:3 方Fang:3 邹Zou:3 熊Xiong:3 白Bai:3 孟Meng:3 秦Qin:3 邱Qiu:3 侯Hou:2 "
    "江Jiang:2 尹Yin:2 薛Xue:2 "
    "闫Yan:2 段Duan:2 雷Lei:2 龙Long:2 史Shi:2 陶Tao:2 欧阳Ouyang:1 上官Shangguan:1 司马Sima:1"
)
GIVEN_MALE = _words(
    "伟Wei 强Qiang 磊Lei 军Jun 洋Yang 勇Yong 杰Jie 涛Tao 明Ming 超Chao 刚Gang 平Ping 辉Hui 鹏Peng 浩Hao 宇Yu 斌Bin "
    "波Bo 凯Kai 峰Feng 健Jian "
    "俊Jun 建国Jianguo 志强Zhiqiang 建华Jianhua 文博Wenbo 子轩Zixuan 宇航Yuhang 浩然Haoran 俊杰Junjie 志远Zhiyuan "
    "天宇Tianyu 明哲Mingzhe "
    "博文Bowen 嘉豪Jiahao 国栋Guodong 海涛Haitao 晓东Xiaodong 永刚Yonggang 德明Deming 立新Lixin 少华Shaohua "
    "振华Zhenhua 家明Jiaming "
    "启航Qihang 一鸣Yiming 思远Siyuan 承志Chengzhi 景行Jingxing 卫东Weidong 跃进Yuejin 长河Changhe 向阳Xiangyang"
)
GIVEN_FEMALE = _words(
    "芳Fang 娜Na 敏Min 静Jing 丽Li 艳Yan 娟Juan 霞Xia 玲Ling 婷Ting 雪Xue 慧Hui 莹Ying 洁Jie 琳Lin 颖Ying 丹Dan "
    "倩Qian 蕾Lei 薇Wei 秀英Xiuying "
    "桂兰Guilan 雨桐Yutong 欣怡Xinyi 梓涵Zihan 诗涵Shihan 佳怡Jiayi 思琪Siqi 雅婷Yating 晓燕Xiaoyan 丽华Lihua "
    "海燕Haiyan 玉梅Yumei 雪梅Xuemei "
    "文静Wenjing 晓琳Xiaolin 若曦Ruoxi 可心Kexin 语嫣Yuyan 婉清Wanqing 佩玲Peiling 慧敏Huimin 春晓Chunxiao "
    "明月Mingyue 书瑶Shuyao 思雨Siyu"
)

FOREIGN_FIRST = {
    "english": (
        _words(
            "James Robert Michael David Daniel Andrew Thomas Kevin Brian Steven Arjun Rajesh Wei Ming Minh Somchai "
            "Ahmed Nathan Oliver Henry"
        ),
        _words(
            "Mary Linda Susan Karen Emily Laura Rachel Helen Grace Sophie Priya Ananya Mei Ling Linh Siriporn "
            "Fatima Hannah Olivia Claire"
        ),
    ),
    "german": (
        _words("Thomas Michael Andreas Stefan Markus Jürgen Klaus Matthias Florian Lukas"),
        _words("Sabine Claudia Katrin Andrea Julia Anna Petra Monika Lena Franziska"),
    ),
    "latin": (
        _words("Marco Luca Paolo Giorgio Carlos Javier Miguel Pedro Antoine Julien Pierre Joris"),
        _words("Giulia Elena Chiara Lucía Carmen Ana Beatriz Camille Isabelle Sophie Marta Inês"),
    ),
    "japanese": (
        _words("Hiroshi Takashi Kenji Satoshi Makoto Kazuo Yuta Daiki Haruto Ryo"),
        _words("Yoko Keiko Akiko Yuki Naomi Ayumi Sakura Haruka Mika Emi"),
    ),
}
FOREIGN_LAST = {
    "english": (
        _words(
            "Walker Bennett Foster Hughes Coleman Parker Brooks Reed Sullivan Hayes Porter Griffin Marsh Whitaker "
            "Lawson Sharma Patel Iyer Nair "
            "Tan Lim Wong Nguyen Tran Pham Srisai Boonmee Rahman Hassan Ibrahim Mitchell Barker"
        )
    ),
    "german": _words(
        "Müller Schneider Fischer Weber Becker Hoffmann Schäfer Koch Richter Wolf Neumann Braun Zimmermann "
        "Hartmann Lange"
    ),
    "latin": _words(
        "Rossi Bianchi Ferrari Conti Moretti García Fernández Torres Silva Costa Dubois Moreau Laurent Vermeer Navarro"
    ),
    "japanese": _words(
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Sasaki Matsumoto Inoue"
    ),
}

DISTRICTS = ("高新区", "经开区", "工业园区", "开发区", "产业园", "保税区", "新区")
ROADS = (
    "创业路",
    "科技路",
    "兴业大道",
    "工业南路",
    "振兴路",
    "星火路",
    "长江路",
    "文昌路",
    "新港大道",
    "迎宾路",
    "金山路",
    "东环路",
    "望江路",
    "学府路",
)
STREETS = (
    "Industrial Way",
    "Foundry Road",
    "Commerce Drive",
    "Station Road",
    "Enterprise Park",
    "Harbour Street",
    "Mill Lane",
    "Canal Street",
)

JOBS = (
    ("总经理", "General Manager", "总经办", "Management", "decision_maker", 8),
    ("副总经理", "Deputy General Manager", "总经办", "Management", "decision_maker", 5),
    ("采购总监", "Head of Purchasing", "采购部", "Purchasing", "decision_maker", 6),
    ("采购经理", "Purchasing Manager", "采购部", "Purchasing", "buyer", 18),
    ("采购工程师", "Buyer", "采购部", "Purchasing", "buyer", 12),
    ("生产总监", "Production Director", "生产部", "Production", "influencer", 6),
    ("车间主任", "Workshop Manager", "生产部", "Production", "user", 12),
    ("设备科长", "Maintenance Manager", "设备部", "Maintenance", "user", 14),
    ("设备工程师", "Maintenance Engineer", "设备部", "Maintenance", "user", 10),
    ("工艺工程师", "Process Engineer", "工艺部", "Process engineering", "influencer", 12),
    ("技术总监", "Technical Director", "技术部", "Engineering", "influencer", 8),
    ("质量经理", "Quality Manager", "质量部", "Quality", "influencer", 7),
    ("财务经理", "Finance Manager", "财务部", "Finance", "gatekeeper", 5),
    ("董事长助理", "Executive Assistant", "总经办", "Management", "gatekeeper", 3),
    ("项目经理", "Project Manager", "项目部", "Projects", "champion", 8),
)
