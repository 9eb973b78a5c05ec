"""What colleagues say to one another about their deals: comments with mentions, posted by themselves, in the past."""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from luopan.kernel.comments import comments
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import Actor
from luopan.kit.errors import Forbidden, NotFound
from luopan.main.wiring import Process

MOST = 90
"""So many opportunities are talked about, whatever the scale."""
A_DAY = timedelta(days=1)
ZH = (
    (
        ("boss", "{owner} 这单拖了一阵了，对方到底卡在哪里？"),
        ("owner", "{boss} 采购说预算要等下个月的会，我周五再去一趟。"),
    ),
    (("owner", "{boss} 客户要求再让三个点，我先没有答应，您看？"), ("boss", "最多两个点，交期不能再压。")),
    (
        ("owner", "技术交流很顺利，他们想看一台在跑的机器。{boss} 能借用一下样机吗？"),
        ("boss", "可以，周三之前都空着。"),
    ),
    (("boss", "{owner} 竞争对手上周也去了，注意把售后响应时间讲清楚。"),),
    (
        ("owner", "{boss} 合同条款法务已经过了，只差付款方式。"),
        ("boss", "好，三六一可以接受。"),
        ("owner", "收到，今天就发。"),
    ),
    (
        ("boss", "{owner} 这个客户去年投诉过一次主轴，去之前先问问服务部。"),
        ("owner", "问过了，已经换了新的，没有再出问题。"),
    ),
)
EN = (
    (
        ("boss", "{owner} What is holding this one up?"),
        ("owner", "{boss} Their budget round ends on Friday; I call them on Monday."),
    ),
    (
        ("owner", "{boss} They ask for another three per cent. I have not agreed yet."),
        ("boss", "Two at most, and no shorter delivery."),
    ),
    (
        ("owner", "The demo went well, {boss}. They want to see a machine at work."),
        ("boss", "Take them to the Suzhou line."),
    ),
    (("boss", "{owner} A rival was there last week: be clear about our response times."),),
)


@dataclass(frozen=True, slots=True)
class _Matter:
    """An opportunity with its owner and their manager."""

    id: str
    name: str
    owner: str
    owner_name: str
    boss: str
    boss_name: str
    since: datetime


async def let_them_talk(process: Process, seed: int) -> None:
    """Has owners and their managers talk about open opportunities; where they have, nothing happens."""
    records = process.kernel.records
    async with records.database.session() as session:
        if await session.fetch_value("select exists (select from luopan.comments)"):
            return
        rows = await session.fetch(_MATTERS, MOST)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for matter in [_Matter(*row) for row in rows]:
        with suppress(NotFound, Forbidden):  # not every manager may see what their people sell
            await _talk(process, matter, today, random.Random(f"{seed} {matter.id}"))


async def _talk(process: Process, matter: _Matter, today: datetime, rng: random.Random) -> None:
    names = {"owner": _mention(matter.owner_name, matter.owner), "boss": _mention(matter.boss_name, matter.boss)}
    at = max(matter.since, today - rng.randint(1, 20) * A_DAY)
    for who, text in rng.choice(EN if matter.name.isascii() else ZH):
        at = min(at + timedelta(minutes=rng.randint(20, 400)), today)
        body = {"text": text.format(**names)}
        author = matter.owner if who == "owner" else matter.boss

        async def work(writing: Writing, body: dict[str, Any] = body, at: datetime = at) -> None:
            await comments.post(writing, "opportunity", matter.id, body, at=at)

        await process.kernel.records.write(Actor(author, ""), "comment", work)


def _mention(name: str, identity: str) -> str:
    return f"@[{name}]({identity})"


_MATTERS = """
select o.id::text, o.name, u.id::text, u.name, m.id::text, m.name, o.updated_at
from records.opportunity o
join records."user" u on u.id = o.owner join records."user" m on m.id = u.manager
where o.deleted_at is null and o.stage in ('qualifying', 'proposal', 'negotiation')
order by row_number() over (partition by o.owner order by o.id desc), o.id desc limit $1
"""
"""The newest of everybody."""
