"""Activities, tasks and notes: what happened around customers, in the words of those who were there."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luopan.main.demo.accounts import Contact, Customer
from luopan.main.demo.catalog import ARTICLES, RIVALS, Article
from luopan.main.demo.deals import Deal
from luopan.main.demo.leads import Prospect
from luopan.main.demo.names import split_bits
from luopan.main.demo.texts import EN_NOTES, EN_TALKS, EN_TASKS, ZH_NOTES, ZH_TALKS, ZH_TASKS
from luopan.main.demo.world import Record, Seller, World, table

KINDS_OF_TOPIC = table(("opportunity", 56), ("account", 20), ("lead", 18), ("person", 6))
MINUTES = {
    "call": (3, 25),
    "visit": (60, 180),
    "meeting": (40, 90),
    "mail": (5, 15),
    "wechat": (3, 12),
    "demo": (60, 150),
}
MACHINERY = [index for index, article in enumerate(ARTICLES) if article.family in ("equipment", "module")]
GOODS = [index for index, article in enumerate(ARTICLES) if article.family == "retail"]
RIVAL_NAMES = [rival.name for rival in RIVALS]
FOREIGN_RIVAL_NAMES = [name for name in RIVAL_NAMES if name.isascii()]
OUTCOMES = table(("progress", 9), ("neutral", 8), ("setback", 3))
TASK_STATUS_PAST = table(("done", 16), ("cancelled", 1), ("to_do", 1), ("in_progress", 1))
TASK_STATUS_NEAR = table(("to_do", 8), ("in_progress", 4), ("waiting", 3), ("done", 2))


@dataclass(slots=True)
class Topic:
    """What a talk, task or note is about, and when that can have been."""

    related: dict[str, str]
    chinese: bool
    who: str
    contact: str | None
    product: str
    seller: Seller
    first: int
    last: int
    phase: str
    town: str


class Topics:
    """Draws what the next piece of work is about. The busy ones come up more often."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        customers: Sequence[Customer],
        deals: Sequence[Deal],
        prospects: Sequence[Prospect],
        people: Sequence[Contact],
    ) -> None:
        self._world = world
        self._rng = rng
        self._pools: dict[str, Sequence[Any]] = {
            "opportunity": deals,
            "account": customers,
            "lead": prospects,
            "person": people,
        }
        self._kinds = [kind for kind in KINDS_OF_TOPIC if self._pools[kind]]

    def draw(self) -> Topic:
        """One topic."""
        rng = self._rng
        kind = rng.choice(self._kinds)
        one = rng.choice(self._pools[kind])
        if isinstance(one, Deal):
            return self._deal(one)
        if isinstance(one, Prospect):
            return self._prospect(one)
        if isinstance(one, Customer):
            return self._customer(one)
        return self._person(one)

    def _machine(self, article: int | None) -> Article:
        """What a talk is about: that article if it is a machine or a module, else one of these."""
        return ARTICLES[article if article in MACHINERY else self._rng.choice(MACHINERY)]

    def _deal(self, deal: Deal) -> Topic:
        article = self._machine(deal.lines[0].article)
        chinese = deal.customer.chinese
        return Topic(
            {"object": "opportunity", "id": deal.id},
            chinese,
            _who(deal.contact, chinese),
            deal.contact.id if deal.contact else None,
            article.name if chinese else article.english,
            deal.customer.seller,
            deal.opened,
            max(deal.opened, deal.ended),
            "",
            deal.customer.company.place.town,
        )

    def _customer(self, customer: Customer) -> Topic:
        contact = self._rng.choice(customer.contacts) if customer.contacts else None
        article = self._machine(None)
        first = max(customer.day, self._world.moments.opening)
        phase = "after" if customer.won or customer.buyer else "early"
        return Topic(
            {"object": "account", "id": customer.id},
            customer.chinese,
            _who(contact, customer.chinese),
            contact.id if contact else None,
            article.name if customer.chinese else article.english,
            customer.seller,
            first,
            self._world.moments.today - 1,
            phase,
            customer.company.place.town,
        )

    def _prospect(self, prospect: Prospect) -> Topic:
        article = self._machine(prospect.article)
        phase = "silent" if self._rng.random() < 0.3 else "early"
        return Topic(
            {"object": "lead", "id": prospect.id},
            prospect.chinese,
            _polite(prospect.name, prospect.chinese),
            None,
            article.name if prospect.chinese else article.english,
            prospect.seller,
            prospect.day,
            prospect.ended,
            phase,
            "",
        )

    def _person(self, person: Contact) -> Topic:
        customer = person.customer
        article = self._machine(None) if customer is not None else ARTICLES[self._rng.choice(GOODS)]
        first = max(person.day, self._world.moments.opening)
        return Topic(
            {"object": "person", "id": person.id},
            person.chinese,
            _polite(person.name, person.chinese),
            person.id,
            article.name if person.chinese else article.english,
            person.seller,
            first,
            self._world.moments.today - 1,
            "after" if customer is None or customer.won or customer.buyer else "early",
            customer.company.place.town if customer is not None else "",
        )


def make_activities(world: World, block: str, topics: Topics, count: int) -> list[Record]:
    """`count` things that happened, oldest first."""
    rng = world.rng(f"activities {block}")
    days: list[tuple[int, Topic]] = []
    for _ in range(count):
        topic = topics.draw()
        days.append((rng.randint(topic.first, topic.last), topic))
    days.sort(key=lambda item: item[0])
    draws = split_bits(rng.getrandbits(count * 176 + 1), count, 176)
    return [_activity(world, topic, day, draw) for (day, topic), draw in zip(days, draws, strict=True)]


def _activity(world: World, topic: Topic, day: int, draw: int) -> Record:
    identifier, moment = world.moments.birth(day, draw)
    draw >>= 100
    phase = (
        topic.phase
        or ("early", "middle", "middle", "late")[min(3, 4 * (day - topic.first) // max(1, topic.last - topic.first))]
    )
    if draw & 15 == 0:
        phase = "silent"
    texts = (ZH_TALKS if topic.chinese else EN_TALKS)[phase]
    kind, subject, summary = texts[(draw >> 4) % len(texts)]
    least, most = MINUTES[kind]
    minutes = 1 if phase == "silent" else least + (draw >> 12) % (most - least) // 5 * 5
    record: Record = {
        "id": identifier,
        "created_at": moment,
        "created_by": topic.seller.user,
        "owner": topic.seller.user,
        "department": topic.seller.department,
        "subject": subject,
        "kind": kind,
        "direction": "inbound" if draw >> 20 & 7 == 0 and phase != "silent" else "outbound",
        "related_to": topic.related,
        "occurred_at": moment,
        "duration": minutes * 60,
        "outcome": "no_answer" if phase == "silent" else OUTCOMES[(draw >> 24) % len(OUTCOMES)],
        "summary": _filled(summary, topic, draw >> 32),
    }
    if topic.contact is not None:
        record["person"] = topic.contact
    if kind in ("visit", "meeting") and topic.town:
        record["location"] = f"{topic.town} 客户现场" if topic.chinese else f"Customer site, {topic.town}"
    return record


def make_tasks(world: World, block: str, topics: Topics, count: int) -> list[Record]:
    """`count` tasks: most of those that were due are done, some are late, a fifth lies ahead."""
    rng = world.rng(f"tasks {block}")
    moments = world.moments
    records: list[Record] = []
    for draw in split_bits(rng.getrandbits(count * 176 + 1), count, 176):
        topic = topics.draw()
        recent = draw >> 100 & 3 == 0
        made = max(topic.first, moments.today - 12) if recent else rng.randint(topic.first, topic.last)
        made = min(made, moments.today - 1)
        due = made + 1 + (draw >> 102) % 14
        identifier, created_at = moments.birth(made, draw)
        draw >>= 106
        texts = ZH_TASKS if topic.chinese else EN_TASKS
        subject, priority = texts[draw % len(texts)]
        statuses = TASK_STATUS_PAST if due < moments.today else TASK_STATUS_NEAR
        status = statuses[(draw >> 6) % len(statuses)]
        record: Record = {
            "id": identifier,
            "created_at": created_at,
            "created_by": topic.seller.user,
            "owner": topic.seller.user,
            "department": topic.seller.department,
            "subject": _filled(subject, topic, draw >> 12),
            "status": status,
            "priority": priority,
            "due_on": moments.iso[due],
            "related_to": topic.related,
        }
        if status == "done":
            record["completed_at"] = moments.moment(
                min(max(made, due - (draw >> 20) % 3), moments.today - 1), draw >> 24
            )
            record["completed_at"] = max(record["completed_at"], created_at)
        elif draw >> 40 & 1:
            record["remind_at"] = f"{moments.iso[due]}T01:00:00+00:00"
        records.append(record)
    records.sort(key=lambda one: one["id"])
    return records


def make_notes(world: World, block: str, topics: Topics, count: int) -> list[Record]:
    """`count` notes."""
    rng = world.rng(f"notes {block}")
    records: list[Record] = []
    for draw in split_bits(rng.getrandbits(count * 136 + 1), count, 136):
        topic = topics.draw()
        texts = ZH_NOTES if topic.chinese else EN_NOTES
        identifier, created_at = world.moments.birth(rng.randint(topic.first, topic.last), draw)
        draw >>= 100
        subject, body = texts[draw % len(texts)]
        record: Record = {
            "id": identifier,
            "created_at": created_at,
            "created_by": topic.seller.user,
            "owner": topic.seller.user,
            "department": topic.seller.department,
            "subject": subject,
            "body": _filled(body, topic, draw >> 8),
            "related_to": topic.related,
            "pinned": draw >> 30 & 15 == 0,
        }
        records.append(record)
    records.sort(key=lambda one: one["id"])
    return records


def _filled(text: str, topic: Topic, draw: int) -> str:
    rivals = RIVAL_NAMES if topic.chinese else FOREIGN_RIVAL_NAMES
    return text.format(
        who=topic.who, product=topic.product, rival=rivals[draw % len(rivals)], number=2 + (draw >> 4) % 7
    )


def _who(contact: Contact | None, chinese: bool) -> str:
    if contact is None:
        return "对方" if chinese else "the contact"
    return _polite(contact.name, chinese)


def _polite(name: str, chinese: bool) -> str:
    """How colleagues call somebody in a note: by full name in Chinese, by first name elsewhere."""
    return name if chinese else name.partition(" ")[0]
