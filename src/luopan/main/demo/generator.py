"""The demo company as a stream of batches. Pure: the same scale, seed and day give the same records, byte for byte.

Accounts come in blocks of 2,000, each with everything that hangs on them; so memory does not grow with the scale, and every
reference points at a record of an earlier batch (or, for regions and currencies, at seeds of the app `core`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from luopan.main.demo.accounts import Customer, make_customers, settle
from luopan.main.demo.catalog import (
    ARTICLES,
    CITY,
    PRICE_BOOKS,
    RIVALS,
    SHOPS,
    YUAN,
)
from luopan.main.demo.deals import LINES_PER_DEAL, make_deals, make_lines
from luopan.main.demo.follow_up import Topics, make_activities, make_notes, make_tasks
from luopan.main.demo.leads import make_leads
from luopan.main.demo.names import landline
from luopan.main.demo.organisation import ORGANISATION_COUNTS, make_organisation
from luopan.main.demo.people import make_contacts, make_members
from luopan.main.demo.retail import Orders, make_installed_machines
from luopan.main.demo.steps import make_steps
from luopan.main.demo.world import Batch, Owners, Record, World, in_batches, money, price_in, share

BLOCK = 2_000
RATE_MONTHS = 80
PER_SCALE = {
    "account": 2_000,
    "person": 6_000,
    "lead": 3_000,
    "opportunity": 5_000,
    "activity": 15_000,
    "task": 4_000,
    "note": 2_000,
    "order": 4_000,
    "installed_machine": 1_000,
}
"""How many records there are at scale 1, of the objects that grow with it."""
MEMBERS = 3
"""One person in so many is a member of the stores, without an account."""
BUSINESS_ORDERS = 0.45
LINES_PER_ORDER = 1.45
BENCHMARK_OBJECTS = ("account", "person", "opportunity", "lead")
BULK_STEPS = (1, 10)
"""Quantities from which a price book has prices."""


def counts(scale: float) -> dict[str, int]:
    """How many records of each object `generate` gives, in the order in which the objects first come; of order lines, about."""
    grown = _grown(scale)
    return {
        **ORGANISATION_COUNTS,
        "rate": RATE_MONTHS * (len(YUAN) - 1),
        "competitor": len(RIVALS),
        "store": len(SHOPS),
        "product": len(ARTICLES),
        "price_book": len(PRICE_BOOKS),
        "price_book_entry": sum(len(_sold_by(audience)) for _, audience, *_ in PRICE_BOOKS) * len(BULK_STEPS),
        "account": grown["account"],
        "person": grown["person"],
        "opportunity": grown["opportunity"],
        "opportunity_line": int(grown["opportunity"] * LINES_PER_DEAL),
        "lead": grown["lead"],
        "activity": grown["activity"],
        "task": grown["task"],
        "note": grown["note"],
        "order": grown["order"],
        "order_line": round(grown["order"] * LINES_PER_ORDER),
        "installed_machine": grown["installed_machine"],
    }


def generate(scale: float, seed: int, today: date) -> Iterator[Batch]:
    """The whole company: at scale 1 some 55,000 records, at 50 some 2.7 million."""
    world = World(seed, today)
    yield from make_organisation(world)
    yield Batch("rate", _rates(world))
    rivals = _rivals(world)
    yield Batch("competitor", rivals)
    shops = _shops(world)
    yield Batch("store", shops)
    yield Batch("product", _products(world))
    books = _price_books(world)
    yield Batch("price_book", books)
    yield from in_batches("price_book_entry", _prices(world, books))
    rival_ids = [record["id"] for record in rivals]
    shop_ids = [record["id"] for record in shops]
    grown = _grown(scale)
    blocks = -(-grown["account"] // BLOCK)
    for block in range(blocks):
        yield from _block(world, block, blocks, grown, rival_ids, shop_ids)


def generate_only(
    objects: Sequence[str] = ("account", "opportunity"),
    *,
    accounts: int,
    opportunities: int = 0,
    people: int = 0,
    leads: int = 0,
    seed: int,
    today: date,
    owners: Sequence[tuple[str, str | None]] = (),
    linked: bool = False,
) -> Iterator[Batch]:
    """For benchmarks: records of the same quality, but only of these objects, and with references to these only.

    `owners` are (user, department) ids that own the records in turn; without, nobody does. `linked`: with the regions of the app
    `core`. Objects that are counted but not asked for are made, and referred to, but not given out.
    """
    unknown = set(objects) - set(BENCHMARK_OBJECTS)
    if unknown:
        raise ValueError(f"only {', '.join(BENCHMARK_OBJECTS)} can be made alone, not {', '.join(sorted(unknown))}")
    world = World(seed, today, Owners(owners), linked=linked)
    blocks = -(-accounts // BLOCK)
    for block in range(blocks):
        first = accounts * block // blocks
        size = share(accounts, block, blocks)
        customers = make_customers(world, str(block), first, size, accounts)
        given: dict[str, list[list[Record]]] = {}
        wanted = share(people, block, blocks)
        if wanted:
            given["person"] = [*make_contacts(world, str(block), customers, wanted)]
        wanted = share(opportunities, block, blocks)
        deals = make_deals(world, str(block), customers, wanted, int(wanted * LINES_PER_DEAL), ())
        given["opportunity"] = [[deal.record for deal in deals]]
        settle(world, customers)
        given["account"] = _by_level(customers)
        wanted = share(leads, block, blocks)
        if wanted:
            records, _ = make_leads(world, str(block), accounts + leads * block // blocks, wanted, ())
            for record in records:
                del record["product"]
            given["lead"] = [records]
        for name in BENCHMARK_OBJECTS:
            if name in objects:
                for records in given.get(name, ()):
                    yield from in_batches(name, records)


def _block(
    world: World, block: int, blocks: int, grown: Mapping[str, int], rivals: Sequence[str], shops: Sequence[str]
) -> Iterator[Batch]:
    def part(name: str) -> int:
        return share(grown[name], block, blocks)

    def before(name: str) -> int:
        return grown[name] * block // blocks

    key = str(block)
    customers = make_customers(world, key, before("account"), part("account"), grown["account"])
    bosses, others = make_contacts(world, key, customers, part("contact"))
    deals = make_deals(world, key, customers, part("opportunity"), part("opportunity_line"), rivals)
    settle(world, customers)
    for level in _by_level(customers):
        yield from in_batches("account", level)
    yield from in_batches("person", bosses)
    yield from in_batches("person", others)
    records, members = make_members(world, key, before("member"), part("member"))
    yield from in_batches("person", records)
    yield from make_steps(world, key, deals)
    yield from in_batches("opportunity_line", make_lines(world, key, deals))
    records, prospects = make_leads(world, key, grown["account"] + before("lead"), part("lead"), deals)
    yield from in_batches("lead", records)
    people = [contact for customer in customers for contact in customer.contacts] + members
    topics = Topics(world, world.rng(f"topics {key}"), customers, deals, prospects, people)
    yield from in_batches("activity", make_activities(world, key, topics, part("activity")))
    yield from in_batches("task", make_tasks(world, key, topics, part("task")))
    yield from in_batches("note", make_notes(world, key, topics, part("note")))
    makes = Orders(world, key)
    business = int(part("order") * BUSINESS_ORDERS)
    orders = makes.of_companies(customers, deals, business)
    orders += makes.over_the_counter(members, shops, part("order") - business)
    yield from in_batches("order", [order.record for order in orders])
    yield from in_batches("order_line", [line for order in orders for line in order.lines])
    yield from in_batches(
        "installed_machine",
        make_installed_machines(world, key, before("installed_machine"), customers, deals, part("installed_machine")),
    )


def _grown(scale: float) -> dict[str, int]:
    if scale <= 0:
        raise ValueError("the scale must be above 0")
    grown = {name: max(1, round(count * scale)) for name, count in PER_SCALE.items()}
    grown["member"] = grown["person"] // MEMBERS
    grown["contact"] = grown["person"] - grown["member"]
    grown["opportunity_line"] = int(grown["opportunity"] * LINES_PER_DEAL)
    return grown


def _by_level(customers: Sequence[Customer]) -> list[list[Record]]:
    """The records of heads and single companies, of subsidiaries, and of theirs."""
    return [[customer.record for customer in customers if customer.level == level] for level in range(3)]


def _rates(world: World) -> list[Record]:
    """What one unit of each currency is worth in yuan, from the first of every month on: a slow wandering around the usual."""
    rng = world.rng("rates")
    records: list[Record] = []
    for currency, usual in YUAN.items():
        if currency == "CNY":
            continue
        drift = 0.0
        for back in reversed(range(RATE_MONTHS)):
            month = world.today.year * 12 + world.today.month - 1 - back
            day = date(month // 12, month % 12 + 1, 1)
            drift = 0.85 * drift + rng.gauss(0, 0.007)
            index = max(0, world.moments.today + (day - world.today).days - 1)
            identifier, created_at = world.moments.birth(index, rng.getrandbits(96))
            worth = f"{usual * (1 + drift):.5f}"
            records.append(
                {
                    "id": identifier,
                    "created_at": created_at,
                    "currency": currency,
                    "date": day.isoformat(),
                    "rate": worth.rstrip("0"),
                }
            )
    return records


def _rivals(world: World) -> list[Record]:
    rng = world.rng("rivals")
    records: list[Record] = []
    for rival in RIVALS:
        identifier, created_at = world.moments.birth(2, rng.getrandbits(96))
        records.append(
            {
                "id": identifier,
                "created_at": created_at,
                "name": rival.name,
                "threat": rival.threat,
                "strengths": rival.strengths,
                "weaknesses": rival.weaknesses,
                "how_to_win": rival.how_to_win,
            }
        )
    return records


def _shops(world: World) -> list[Record]:
    rng = world.rng("shops")
    records: list[Record] = []
    for shop in SHOPS:
        day = world.moments.today - shop.age
        identifier, created_at = world.moments.birth(day, rng.getrandbits(96))
        city = CITY[shop.city]
        records.append(
            {
                "id": identifier,
                "created_at": created_at,
                "name": shop.name,
                "code": shop.code,
                "format": shop.format,
                "region": {"code": city.code},
                "address": f"{shop.city}{shop.address}",
                "phone": landline(city, rng.getrandbits(16)),
                "opened_on": world.moments.iso[day],
                "active": True,
            }
        )
    return records


def _products(world: World) -> list[Record]:
    records: list[Record] = []
    for article, (identifier, created_at), launch in zip(ARTICLES, world.product_births, world.launches, strict=True):
        record: Record = {
            "id": identifier,
            "created_at": created_at,
            "name": article.name,
            "code": article.code,
            "model": article.code[3:],
            "family": article.family,
            "unit": article.unit,
            "list_price": money(article.price, "CNY"),
            "cost": money(article.cost, "CNY"),
            "tax_rate": "6" if article.family in ("service", "software") else "13",
            "active": True,
            "launched_on": world.moments.iso[launch],
            "description": article.english,
        }
        if article.warranty:
            record["warranty_months"] = article.warranty
        records.append(record)
    return records


def _sold_by(audience: str) -> list[int]:
    """The articles in the price book for an audience."""
    shop = audience == "store"
    foreign = audience == "overseas"
    return [
        index
        for index, article in enumerate(ARTICLES)
        if (article.shop if shop else article.industry) and not (foreign and article.family == "retail")
    ]


def _price_books(world: World) -> list[Record]:
    rng = world.rng("price books")
    start = world.moments.today - (world.today - date(world.today.year, 1, 1)).days
    records: list[Record] = []
    for name, audience, currency, _, _ in PRICE_BOOKS:
        identifier, created_at = world.moments.birth(start - 20, rng.getrandbits(96))
        records.append(
            {
                "id": identifier,
                "created_at": created_at,
                "name": f"{world.today.year} {name}",
                "audience": audience,
                "currency": {"code": currency},
                "active": True,
                "valid_from": date(world.today.year, 1, 1).isoformat(),
                "valid_to": date(world.today.year, 12, 31).isoformat(),
            }
        )
    return records


def _prices(world: World, books: Sequence[Record]) -> list[Record]:
    rng = world.rng("prices")
    records: list[Record] = []
    for book, (_, audience, currency, *factors) in zip(books, PRICE_BOOKS, strict=True):
        for index in _sold_by(audience):
            for least, factor in zip(BULK_STEPS, factors, strict=True):
                identifier, created_at = world.moments.birth(world.moments.opening + 1, rng.getrandbits(96))
                records.append(
                    {
                        "id": identifier,
                        "created_at": created_at,
                        "price_book": book["id"],
                        "product": world.product_ids[index],
                        "min_quantity": str(least),
                        "price": money(price_in(currency, ARTICLES[index].price, factor), currency),
                    }
                )
    return records
