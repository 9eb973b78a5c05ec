"""Opportunities and what they are about, in all stages, won more often where there are reasons to win."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp

from luopan.main.demo.accounts import Contact, Customer
from luopan.main.demo.catalog import ARTICLES, YUAN
from luopan.main.demo.names import split_bits
from luopan.main.demo.texts import (
    EN_DEALS,
    EN_NEXT,
    EN_RENEWALS,
    EN_TENDERS,
    ZH_DEALS,
    ZH_NEXT,
    ZH_RENEWALS,
    ZH_TENDERS,
)
from luopan.main.demo.world import Record, World, money, table

LINES_PER_DEAL = 1.4
MOST_AHEAD = 400
"""No deal is expected to close later than so many days from today."""
EXPANSION, TENDER, CHANNEL, NEW = "expansion", "tender", "channel", "new_business"
CYCLES = {NEW: (62, 0.55), EXPANSION: (30, 0.5), CHANNEL: (38, 0.5), TENDER: (88, 0.4)}
"""Median days from first talk to decision, and the spread of their logarithm."""
OPEN_STAGES = ("prospecting", "qualifying", "proposal", "negotiation")
PROBABILITIES = {"prospecting": 10, "qualifying": 25, "proposal": 50, "negotiation": 75}
FORECASTS = {
    "prospecting": "omitted",
    "qualifying": "pipeline",
    "proposal": "best_case",
    "negotiation": "commit",
    "won": "commit",
    "lost": "omitted",
}
WIN_CHANCE = 33
WIN_BY_RATING = {"a": 9, "b": 4, "c": 0, "d": -4}
WIN_BY_PIPELINE = {NEW: 0, EXPANSION: 22, CHANNEL: 8, TENDER: -9}
WIN_BY_SOURCE = {"referral": 11, "partner": 6, "phone": 5, "search": -6, "social": -6, "outbound": -4}
WIN_CHANCES = {
    (rating, pipeline): WIN_CHANCE + by_rating + by_pipeline
    for rating, by_rating in WIN_BY_RATING.items()
    for pipeline, by_pipeline in WIN_BY_PIPELINE.items()
}
"""In per cent, by rating and pipeline."""
REASONS = table(
    ("price", 30),
    ("competitor", 20),
    ("no_decision", 18),
    ("no_budget", 12),
    ("features", 7),
    ("delivery", 7),
    ("relationship", 4),
    ("other", 2),
)
ACTIVE = {"a": 9, "b": 5, "c": 2, "d": 1}
"""How many opportunities an account of that rating has, relative to the others."""
QUIET = 5
"""One account in so many has no opportunity at all."""

MAIN = table(
    *((index, article.industry) for index, article in enumerate(ARTICLES) if article.family == "equipment"),
    *(
        (index, article.industry // 4)
        for index, article in enumerate(ARTICLES)
        if article.family in ("module", "software")
    ),
)
INDUSTRIAL = table(*((index, article.industry) for index, article in enumerate(ARTICLES) if article.family != "retail"))
RENEWED = table(
    *(
        (index, article.industry)
        for index, article in enumerate(ARTICLES)
        if article.family in ("part", "consumable", "service", "software")
    )
)
QUANTITIES = {
    "equipment": table((1, 14), (2, 5), (3, 2), (4, 1), (6, 1)),
    "module": table((1, 8), (2, 6), (3, 2), (4, 2)),
    "part": table((2, 5), (4, 5), (8, 3), (10, 3), (20, 1)),
    "consumable": table((5, 4), (10, 6), (20, 4), (50, 3), (100, 1)),
    "service": table((1, 4), (2, 6), (3, 4), (5, 3)),
    "software": table((1, 10), (2, 3), (5, 1)),
    "retail": table((10, 4), (20, 4), (50, 2), (100, 1)),
}
FEW = table((1, 9), (2, 1))
QUANTITY = tuple(FEW if article.price > 1_000_000 else QUANTITIES[article.family] for article in ARTICLES)
DISCOUNTS = table((0, 7), (3, 4), (5, 6), (8, 4), (10, 3), (12, 2), (15, 1))


@dataclass(slots=True)
class Line:
    """One product of an opportunity; money in whole units of the account's currency."""

    article: int
    quantity: int
    price: int
    discount: int
    amount: int


@dataclass(slots=True)
class Deal:
    """One opportunity: its record, and what follows from it."""

    record: Record
    id: str
    customer: Customer
    contact: Contact | None
    opened: int
    ended: int
    """The day of the last thing that happened: the close, or yesterday."""
    stage: str
    lines: list[Line]


def make_deals(
    world: World, block: str, customers: Sequence[Customer], count: int, lines: int, rivals: Sequence[str]
) -> list[Deal]:
    """`count` opportunities, oldest first, with `lines` products in all. Without `rivals` nobody competes."""
    rng = world.rng(f"deals {block}")
    moments = world.moments
    draws = split_bits(rng.getrandbits(count * 256 + 1), count, 256)
    weights = list(
        accumulate(0 if index % QUIET == 2 else ACTIVE[customer.rating] for index, customer in enumerate(customers))
    )
    chosen = rng.choices(customers, cum_weights=weights, k=count)
    days = rng.choices(moments.business_days, cum_weights=moments.business, k=count)
    latest = moments.today - 2
    opened = [
        day if day > customer.day else min(customer.day + 1 + (draw & 31), latest)
        for day, customer, draw in zip(days, chosen, draws, strict=True)
    ]
    extra = [1] * count
    for position in rng.choices(range(count), k=lines - count):
        extra[position] += 1
    cycles = _cycles(rng)
    order = sorted(range(count), key=opened.__getitem__)
    return [_deal(world, chosen[place], opened[place], extra[place], draws[place], cycles, rivals) for place in order]


def _cycles(rng: random.Random) -> dict[str, list[int]]:
    """Of each pipeline, 4,096 lengths of a deal in days, log-normal around the median."""
    noise = [round(rng.gauss(0, 1), 6) for _ in range(4096)]
    return {
        pipeline: [max(4, round(median * exp(spread * one))) for one in noise]
        for pipeline, (median, spread) in CYCLES.items()
    }


def _deal(
    world: World,
    customer: Customer,
    opened: int,
    products: int,
    draw: int,
    cycles: dict[str, list[int]],
    rivals: Sequence[str],
) -> Deal:
    moments, seller = world.moments, customer.seller
    identifier, created_at = moments.birth(opened, draw)
    draw >>= 100
    source = customer.record["source"]
    pipeline = _pipeline(customer, draw & 15)
    lines = _lines(world, customer, pipeline, products, draw >> 60)
    amount = sum([line.amount for line in lines])
    yuan = amount * YUAN[customer.currency]
    cycle = cycles[pipeline][draw >> 4 & 4095]
    if yuan > 1_500_000:
        cycle += cycle // 3
    due = _month_end(world, opened + cycle, draw >> 30)
    competing = _competing(rivals, draw >> 16) if rivals and draw >> 46 & 3 == 0 else []
    chance = WIN_CHANCES[customer.rating, pipeline] + WIN_BY_SOURCE.get(source, 0) - 7 * len(competing)
    if yuan > 1_000_000:
        chance -= 6
    if due < moments.today and (due < moments.today - 25 or draw >> 43 & 7 > 2):
        won = draw >> 36 & 127 < chance * 128 // 100
        stage, probability, ended = ("won", 100, due) if won else ("lost", 0, due)
        touched = due if due > opened else opened + 1
    else:
        stage = OPEN_STAGES[min(3, 4 * (moments.today - opened) // cycle)]
        usual = PROBABILITIES[stage] + 5 * ((draw >> 48) % 4 - 1) + (chance - WIN_CHANCE) // 10 * 5
        probability = min(95, max(5, usual))
        ended = moments.today - 1
        touched = max(opened, ended - (draw >> 52) % 14)
    record: Record = {
        "id": identifier,
        "created_at": created_at,
        "created_by": seller.user,
        "updated_at": max(created_at, moments.moment(touched, draw >> 20)),
        "owner": seller.user,
        "department": seller.department,
        "name": _name(world, customer, pipeline, lines[0].article, opened, draw >> 54),
        "account": customer.id,
        "pipeline": pipeline,
        "stage": stage,
        "amount": {"amount": str(amount), "currency": customer.currency},
        "probability": str(probability),
        "opened_on": moments.iso[opened],
        "close_date": moments.iso[due],
        "forecast": FORECASTS[stage],
        "source": source,
    }
    contacts = customer.contacts
    contact = contacts[(draw >> 50) % len(contacts)] if contacts else None
    if contact is not None and contact.day <= opened + 30:
        record["person"] = contact.id
    if competing:
        record["competitors"] = competing
    _close(world, customer, record, pipeline, due, draw >> 58)
    return Deal(record, identifier, customer, contact, opened, ended, stage, lines)


def _competing(rivals: Sequence[str], draw: int) -> list[str]:
    """One rival, or two."""
    found = {rivals[draw % len(rivals)]}
    if draw >> 7 & 3 == 0:
        found.add(rivals[(draw >> 9) % len(rivals)])
    return sorted(found)


def _close(world: World, customer: Customer, record: Record, pipeline: str, due: int, draw: int) -> None:
    """What follows from the stage, for the record and for its account."""
    stage = record["stage"]
    if stage == "lost":
        reason = "competitor" if "competitors" in record and draw & 1 else REASONS[(draw >> 1) % len(REASONS)]
        record["loss_reason"] = reason
    elif stage == "won":
        customer.won += 1
        customer.last_won = max(customer.last_won, due)
        customer.expanded = customer.expanded or pipeline == EXPANSION
    else:
        customer.open += 1
        steps = ZH_NEXT if customer.chinese else EN_NEXT
        record["next_step"] = steps[(draw >> 6) % len(steps)]
        record["next_step_on"] = world.moments.iso[world.moments.today - 3 + (draw >> 12) % 17]


def _pipeline(customer: Customer, draw: int) -> str:
    kind = customer.record["kind"]
    if kind == "public_sector" or draw == 15:
        return TENDER
    if kind == "distributor":
        return CHANNEL
    return EXPANSION if draw < (7 if customer.buyer or customer.won else 1) else NEW


def _lines(world: World, customer: Customer, pipeline: str, count: int, draw: int) -> list[Line]:
    prices = world.prices[customer.currency]
    expansion = pipeline == EXPANSION
    pool = RENEWED if expansion and draw >> 70 & 3 else MAIN
    lines: list[Line] = []
    for _ in range(count):
        article = pool[draw % len(pool)]
        quantities = QUANTITY[article]
        quantity = quantities[(draw >> 9) % len(quantities)]
        discount = DISCOUNTS[(draw >> 15) % len(DISCOUNTS)] + (10 if pipeline == CHANNEL else 0)
        price = prices[article]
        lines.append(Line(article, quantity, price, discount, price * quantity * (100 - discount) // 100))
        draw = draw >> 21 ^ draw << 3
        pool = RENEWED if expansion else INDUSTRIAL
    return lines


def _month_end(world: World, due: int, draw: int) -> int:
    """Every third deal closes in the last days of its month; none lies too far ahead."""
    moments = world.moments
    if due > moments.today + MOST_AHEAD:
        return moments.today + MOST_AHEAD
    if draw % 3 or moments.month_days[due] > 26:
        return due
    rest = 28 - moments.month_days[due]
    moved = due + min(rest, 9) + draw // 3 % 3
    return moved if moved < moments.today or due >= moments.today else due


def _name(world: World, customer: Customer, pipeline: str, article: int, opened: int, draw: int) -> str:
    if customer.chinese:
        names = ZH_RENEWALS if pipeline == EXPANSION else ZH_TENDERS if pipeline == TENDER else ZH_DEALS
        product = ARTICLES[article].name
    else:
        names = EN_RENEWALS if pipeline == EXPANSION else EN_TENDERS if pipeline == TENDER else EN_DEALS
        product = ARTICLES[article].english
    text = names[draw % len(names)]
    return text.format(short=customer.company.short, product=product, year=world.moments.years[opened])


def make_lines(world: World, block: str, deals: Sequence[Deal]) -> list[Record]:
    """The products of the opportunities as records of their own."""
    rng = world.rng(f"lines {block}")
    records: list[Record] = []
    for deal in deals:
        customer = deal.customer
        for line in deal.lines:
            article = ARTICLES[line.article]
            identifier, created_at = world.moments.birth(deal.opened, rng.getrandbits(96))
            record: Record = {
                "id": identifier,
                "created_at": created_at,
                "created_by": customer.seller.user,
                "owner": customer.seller.user,
                "department": customer.seller.department,
                "name": article.name if customer.chinese else article.english,
                "opportunity": deal.id,
                "product": world.product_ids[line.article],
                "quantity": str(line.quantity),
                "price": money(line.price, customer.currency),
                "amount": money(line.amount, customer.currency),
            }
            if line.discount:
                record["discount"] = str(line.discount)
            records.append(record)
    return records
