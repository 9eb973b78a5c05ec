"""What people of the demo company write down: short, specific, and fitting to where a deal stands.

`{product}` is what it is about, `{who}` the person on the other side, `{rival}` a competitor, `{number}` a small number.
"""

from collections.abc import Mapping

Texts = Mapping[str, tuple[tuple[str, str, str], ...]]

ZH_TALKS: Texts = {
    "early": (
        ("call", "首次电话沟通", "{who}说今年有扩产计划，想了解{product}，目前还在比较方案。约了下周发资料。"),
        ("call", "确认需求", "和{who}核对了零件尺寸和节拍，{product}能覆盖大部分型号，有两种异形件要单独试。"),
        ("wechat", "加微信，发产品资料", "{who}通过了好友，先发了{product}的样本和两段加工视频，对方回复晚点看。"),
        (
            "visit",
            "初次拜访",
            "在车间转了一圈，现有设备大约用了{number}年，精度和节拍都跟不上。{who}比较务实，先要看样件。",
        ),
        ("meeting", "需求交流会", "生产、工艺、采购都到了。最关心交期和售后响应，预算在走内部流程。"),
        ("mail", "发送选型建议", "按{who}给的图纸整理了选型建议，推荐{product}，附了参考节拍和占地图。"),
        ("visit", "展会后回访", "展会上见过一面，这次到厂里细聊。{who}带着看了{number}条线，瓶颈在上下料。"),
        ("call", "了解决策流程", "{who}透露由设备科提需求，采购比价，最后总经理拍板，大概要{number}周。"),
    ),
    "middle": (
        ("demo", "样件试切演示", "用客户毛坯在{product}上试切了{number}件，尺寸全部合格，{who}当场拍了视频发给领导。"),
        ("demo", "展厅演示", "{who}一行{number}人来展厅看{product}，对换型速度印象不错，问了刀具成本。"),
        ("mail", "提交方案与报价", "方案书和报价已发给{who}，含{product}、安装调试和培训，质保写了 18 个月。"),
        ("meeting", "技术澄清会", "和工艺部逐条过技术协议，{number}处偏差当场确认，剩下的周五前书面回复。"),
        ("visit", "现场勘察", "量了地基和吊装通道，门洞偏窄，需要拆箱进场。已和{who}对过平面图。"),
        ("call", "跟进报价反馈", "{who}说{rival}报价低一些，让我们看看能不能优化配置。我建议换夹具方案，不动主机。"),
        ("wechat", "沟通竞品情况", "{who}说{rival}也来试切了，表面质量没我们好，但价格咬得紧。"),
        ("meeting", "邀请参观老客户现场", "带{who}去看了一家同行的产线，设备开了两年没换过主轴，现场工人评价很好。"),
        ("mail", "补充检测报告", "按要求补发了{product}的精度检测报告和第三方证书。"),
    ),
    "late": (
        ("meeting", "商务谈判第一轮", "付款方式卡在预付比例，对方要三成，我们守在四成。{who}会再和财务沟通。"),
        ("meeting", "商务谈判第二轮", "价格谈拢，赠送一套{product}的易损件，交期写 {number} 周。等对方走合同审批。"),
        ("call", "催合同进度", "{who}说合同在法务，条款没有大改，预计下周盖章。"),
        ("visit", "拜访高层", "和总经理聊了半小时，他认可我们的服务网点，希望首批设备先上一台试产。"),
        ("mail", "发送合同终稿", "按双方确认的条款改好合同，{product}规格见附件二，已发{who}。"),
        ("call", "确认交期", "和生产排程确认过，{number} 周可以发货，已同步{who}。"),
        ("wechat", "回复付款节点", "{who}问能否按验收后 30 天付尾款，已请示，同意但要缩短验收期。"),
    ),
    "after": (
        ("visit", "安装验收", "设备就位，调试{number}天，{who}签了验收单。操作工已能独立换型。"),
        ("call", "使用回访", "{who}反馈开机率稳定，提了一个排屑口改进建议，已转给售后。"),
        ("visit", "季度走访", "检查了{number}台设备，主轴温升正常。{who}说明年可能再加一条线。"),
        ("call", "备件提醒", "按运行小时提醒更换润滑油和密封件，{who}让先报个价。"),
        ("wechat", "节日问候", "给{who}发了问候，顺便约节后去看新车间。"),
        ("meeting", "年度复盘", "一起看了设备稼动率和维修记录，停机主要在换刀，建议加装{product}。"),
        ("mail", "发送维保方案", "质保快到期，发了年度维保方案给{who}，附去年服务记录。"),
        ("call", "转介绍", "{who}愿意把我们推荐给同园区的一家客户，已要到联系方式。"),
    ),
    "silent": (
        ("call", "电话未接", "连打两次没人接，发了短信说明来意。"),
        ("call", "暂时联系不上", "总机转了{number}次没转进去，前台说{who}在出差。"),
        ("wechat", "微信未回复", "发了{product}的新案例，暂时没有回复，过几天换个话题再联系。"),
    ),
}

EN_TALKS: Texts = {
    "early": (
        (
            "call",
            "First call",
            "{who} is planning extra capacity this year and is comparing options for {product}. Will send material.",
        ),
        (
            "meeting",
            "Discovery meeting",
            "Met production and purchasing. Uptime and local service matter most; budget not yet released.",
        ),
        (
            "mail",
            "Sent product overview",
            "Sent {who} the {product} brochure, cycle-time examples and a layout drawing.",
        ),
        (
            "visit",
            "Plant tour",
            "Walked the shop floor with {who}. Machines are about {number} years old; loading is the bottleneck.",
        ),
        (
            "call",
            "Clarified the buying process",
            "Maintenance asks, purchasing compares, the plant manager signs. About {number} weeks.",
        ),
    ),
    "middle": (
        (
            "demo",
            "Online demo",
            "Showed {product} to {who} and {number} colleagues. Good reaction to the change-over time.",
        ),
        ("demo", "Test cut", "Ran {number} of their parts, all in tolerance. {who} asked for the measurement report."),
        (
            "mail",
            "Proposal sent",
            "Proposal with {product}, installation and training is with {who}. Valid for 60 days.",
        ),
        (
            "meeting",
            "Technical review",
            "Went through the specification line by line; {number} points left, we answer by Friday.",
        ),
        (
            "call",
            "Feedback on the quote",
            "{who} says {rival} is cheaper. Offered a smaller fixture package instead of a discount.",
        ),
    ),
    "late": (
        ("meeting", "Negotiation", "Agreed on price; payment terms are open. They want 30% down, we asked for 40%."),
        ("call", "Contract status", "{who} expects legal to finish this week. No major changes so far."),
        ("mail", "Final contract sent", "Sent the final version with the {number}-week delivery date in annex 2."),
        ("call", "Shipping terms", "Confirmed CIF and the packing list with {who}."),
    ),
    "after": (
        ("visit", "Commissioning", "Machine installed and accepted after {number} days. Operators trained."),
        ("call", "Service check-in", "{who} is happy with uptime and asked for a spare parts quote."),
        (
            "meeting",
            "Yearly review",
            "Looked at utilisation together; a second shift is planned. Good chance for {product}.",
        ),
        ("mail", "Maintenance offer", "Warranty ends soon; sent {who} the yearly maintenance contract."),
    ),
    "silent": (
        ("call", "No answer", "Left a message for {who}."),
        ("mail", "No reply yet", "Sent a reminder with a new reference case for {product}."),
    ),
}

ZH_TASKS = (
    ("给{who}回电话，确认试切时间", "normal"),
    ("准备{product}方案书", "high"),
    ("寄送样件检测报告", "normal"),
    ("更新报价，含运费和安装", "high"),
    ("约{who}来展厅看{product}", "normal"),
    ("跟进合同盖章", "urgent"),
    ("催收预付款", "urgent"),
    ("整理竞品对比表", "normal"),
    ("确认吊装通道和地基图", "normal"),
    ("回访设备使用情况", "low"),
    ("核对信用额度", "normal"),
    ("补齐开票资料", "high"),
    ("安排技术人员一起拜访", "normal"),
    ("发送维保续约报价", "high"),
    ("申请特价审批", "high"),
    ("跟进招标公告，领取标书", "urgent"),
    ("确认收货地址和联系人", "normal"),
    ("节前拜访", "low"),
    ("邀请参加新品发布会", "low"),
    ("跟进尾款", "urgent"),
    ("了解二期扩产计划", "normal"),
    ("请老客户{who}写一段使用评价", "low"),
)

EN_TASKS = (
    ("Call {who} about the test cut", "normal"),
    ("Prepare the proposal for {product}", "high"),
    ("Send the measurement report", "normal"),
    ("Update the quote with freight", "high"),
    ("Chase the down payment", "urgent"),
    ("Book the commissioning team", "high"),
    ("Follow up on the contract", "urgent"),
    ("Check export documents", "normal"),
    ("Offer a maintenance contract", "normal"),
    ("Ask {who} for a reference", "low"),
    ("Arrange a visit to the show room", "normal"),
)

ZH_NOTES = (
    ("决策链", "{who}是关键影响者，最终由总经理定。财务只看付款节奏。"),
    ("内部情况", "今年刚换了生产负责人，倾向整线采购，不想再零买。"),
    ("竞争情况", "{rival}在这里有两台老设备，口碑一般，主要是售后慢。"),
    ("付款习惯", "历史付款准时，但验收流程偏长，合同里要写清楚验收期限。"),
    ("技术要点", "零件材质偏硬，刀具寿命是痛点，演示{product}时重点讲冷却方案。"),
    ("拜访提醒", "厂区进门要提前一天报车牌，劳保鞋必须穿。"),
    ("客户背景", "家族企业，第二代刚接班，对数字化很感兴趣，可以带产线看板。"),
    ("扩产计划", "二期厂房明年封顶，预计要{number}台设备。"),
    ("价格底线", "口头说过预算上限，{product}可以减配夹具来凑。"),
    ("沟通偏好", "{who}不爱接电话，微信回得快，晚上八点后别打扰。"),
    ("服务记录", "上次主轴报警当天解决，客户很满意，可以作为案例。"),
    ("风险", "对方在等银行放款，进度可能推迟一个季度。"),
)

EN_NOTES = (
    ("Decision makers", "{who} drives the project; the plant manager signs. Finance only cares about payment terms."),
    ("Competition", "{rival} has two older machines here. Slow service is the complaint."),
    ("Technical focus", "Hard material; tool life is the pain. Show the coolant option of the {product}."),
    ("Expansion", "A second hall opens next year; about {number} machines are planned."),
    ("How to reach them", "{who} prefers short mails in the morning and answers the same day."),
    ("Risk", "Budget depends on a bank loan; may slip by a quarter."),
)

ZH_NEEDS = (
    "想了解{product}的价格和交期，计划今年上。",
    "现有设备老化，考虑换{product}，请安排人联系。",
    "下载了{product}样本，留言要加工视频。",
    "展会上看过{product}，想做样件试切。",
    "采购询价，需要{product}含税报价。",
    "做代理，想谈{product}的渠道政策。",
    "新厂区规划，要整线方案，包含{product}。",
    "想先租一台{product}过渡三个月。",
    "学校实训室建设，需要{product}的招标参数。",
    "同行推荐过来，问{product}能不能配机器人上下料。",
)

EN_NEEDS = (
    "Looking for the {product}, please send price and lead time.",
    "We plan to replace older machines and consider the {product}.",
    "Interested in becoming a dealer for the {product}.",
    "Saw the {product} at the fair and would like a test cut.",
    "Planning a new line with the {product}; please call.",
)

ZH_SHOP_NEEDS = (
    "车间要采购一批{product}，问企业价。",
    "线上看到{product}，想到店试用。",
    "问{product}有没有现货，可不可以开专票。",
    "年底发福利，想团购{product}。",
    "五金店补货，问{product}的批发价。",
)

ZH_DEALS = (
    "{short}{product}采购",
    "{short}{product}采购",
    "{short}产线升级（{product}）",
    "{short}二期扩产项目",
    "{short}新厂房{product}项目",
    "{short}旧机置换{product}",
    "{short}{year}年度框架",
    "{short}自动化改造",
    "{short}{product}增购",
)
ZH_RENEWALS = (
    "{short}{year}年维保续约",
    "{short}备件年度协议",
    "{short}{product}增购",
    "{short}耗材框架协议",
    "{short}软件续费",
)
ZH_TENDERS = ("{short}{product}招标", "{short}实训中心设备招标", "{short}{year}年设备公开招标")
EN_DEALS = (
    "{short} – {product}",
    "{short} – {product}",
    "{short} capacity expansion",
    "{short} line upgrade",
    "{short} replacement of lathes",
)
EN_RENEWALS = ("{short} – service renewal {year}", "{short} – spare parts agreement", "{short} – additional {product}")
EN_TENDERS = ("{short} – tender for {product}",)

ZH_NEXT = (
    "安排样件试切",
    "等客户反馈报价",
    "约高层见面",
    "提交技术协议",
    "确认付款方式",
    "带客户看案例现场",
    "更新方案",
    "等招标公告",
    "跟进合同审批",
)
EN_NEXT = (
    "Arrange a test cut",
    "Wait for feedback on the quote",
    "Meet the plant manager",
    "Agree on payment terms",
    "Send the revised proposal",
)

CAMPAIGNS_ZH = (
    "上海机床展",
    "深圳工业展",
    "华南巡回演示",
    "五轴技术研讨会",
    "白皮书：柔性产线投资回报",
    "官网在线选型",
    "百度推广 春季",
    "视频号直播",
    "老客户推荐计划",
)
CAMPAIGNS_EN = (
    "Hannover fair",
    "EMO booth",
    "Chicago show",
    "Webinar: 5-axis basics",
    "White paper: flexible lines",
    "Search ads Q2",
    "Dealer day Bangkok",
)

TAGS_ZH = (
    "重点跟进",
    "价格敏感",
    "整线意向",
    "老客户",
    "集团客户",
    "扩产中",
    "代理意向",
    "技术导向",
    "账期长",
    "可做案例",
)
TAGS_EN = ("key prospect", "price sensitive", "turnkey line", "reference", "expanding", "dealer")
