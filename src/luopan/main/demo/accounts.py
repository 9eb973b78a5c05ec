"""Accounts and their groups, with all that later parts need to know of them."""

from dataclasses import dataclass, field

from luopan.main.demo.catalog import YUAN
from luopan.main.demo.moments import PAST, WINDOW
from luopan.main.demo.names import Company, landline, phone_of, split_bits
from luopan.main.demo.texts import TAGS_EN, TAGS_ZH
from luopan.main.demo.words import DISTRICTS, ROADS, STREETS
from luopan.main.demo.world import Record, Seller, World, money, table

KINDS = table(("end_customer", 26), ("distributor", 2), ("integrator", 2), ("oem", 2))
KINDS_BY_INDUSTRY = {
    "retail": table(("distributor", 9), ("end_customer", 3)),
    "machinery": table(("end_customer", 20), ("oem", 8), ("integrator", 5), ("distributor", 4)),
    "automotive": table(("end_customer", 9), ("oem", 4)),
    "software": table(("integrator", 7), ("end_customer", 5)),
    "education": table(("public_sector", 7), ("end_customer", 3)),
    "construction": table(("end_customer", 8), ("public_sector", 2)),
}
SIZES = table(("micro", 14), ("small", 34), ("medium", 32), ("large", 15), ("huge", 5))
EMPLOYEES = {"micro": (4, 16), "small": (20, 80), "medium": (100, 400), "large": (500, 1_500), "huge": (2_000, 9_000)}
RATINGS = {
    "micro": table(("d", 12), ("c", 8)),
    "small": table(("d", 5), ("c", 13), ("b", 2)),
    "medium": table(("c", 12), ("b", 7), ("a", 1)),
    "large": table(("c", 4), ("b", 11), ("a", 5)),
    "huge": table(("b", 8), ("a", 12)),
}
SOURCES = table(
    ("website", 16),
    ("search", 13),
    ("exhibition", 17),
    ("referral", 14),
    ("partner", 10),
    ("phone", 8),
    ("outbound", 14),
    ("social", 4),
    ("tender", 4),
)
GROUP_EVERY = 34
"""One account in so many heads a group."""
SUBSIDIARIES = table((2, 4), (3, 6), (4, 5), (5, 3), (7, 2))
LEGACY = 0.62
"""The part of all accounts that is older than the eighteen months."""


@dataclass(slots=True)
class Customer:
    """One account: its record, and what follows from it."""

    record: Record
    id: str
    company: Company
    day: int
    seller: Seller
    currency: str
    rating: str
    level: int
    chinese: bool
    buyer: bool
    """Bought before the eighteen months began."""
    contacts: list["Contact"] = field(default_factory=list["Contact"])
    won: int = 0
    expanded: bool = False
    last_won: int = -1
    open: int = 0


@dataclass(slots=True)
class Contact:
    """One person at an account, or one that buys for themselves (`customer` None)."""

    record: Record
    id: str
    name: str
    day: int
    chinese: bool
    seller: Seller
    customer: Customer | None


def make_customers(world: World, block: str, first: int, count: int, total: int) -> list[Customer]:
    """The accounts from index `first`, oldest first, of `total` in all. A parent has a lower level than its subsidiaries."""
    rng = world.rng(f"accounts {block}")
    draws = split_bits(rng.getrandbits(count * 224 + 1), count, 224)
    companies, parents, levels = _companies(world, first, count, draws)
    customers: list[Customer] = []
    for position, (draw, company) in enumerate(zip(draws, companies, strict=True)):
        day = _day(first + position, total, world)
        parent = parents[position]
        customers.append(
            _customer(
                world,
                draw,
                company,
                day,
                None if parent is None else customers[parent],
                levels[position],
                first + position,
            )
        )
    return customers


def settle(world: World, customers: list[Customer]) -> None:
    """Where each stands in its life, after its opportunities are known."""
    recent = world.moments.today - 90
    sleeping = world.moments.today - 365
    for customer in customers:
        if customer.won > 1 and customer.expanded:
            stage = "grow"
        elif customer.won and customer.last_won >= recent:
            stage = "serve"
        elif customer.won or customer.buyer:
            stage = "retain"
            if customer.last_won < sleeping and not customer.open:
                word = "沉睡客户" if customer.chinese else "dormant"
                customer.record["tags"] = [*(customer.record.get("tags") or ()), word]
        else:
            stage = "convert" if customer.open else "attract"
        customer.record["lifecycle_stage"] = stage


def _companies(
    world: World, first: int, count: int, draws: list[int]
) -> tuple[list[Company], list[int | None], list[int]]:
    """Companies by position, with the position of the parent and the level. The oldest of a block head its groups."""
    names = world.names
    parents: list[int | None] = [None] * count
    levels = [0] * count
    found: dict[int, Company] = {}
    groups = count // GROUP_EVERY
    free = iter(sorted(range(groups, count), key=lambda position: draws[position] & 0xFFFFFF))
    for head in range(groups):
        group = names.group(first // GROUP_EVERY + head)
        found[head] = group.head
        below: list[int] = []
        for number in range(SUBSIDIARIES[draws[head] % len(SUBSIDIARIES)]):
            position = next(free)
            found[position] = names.subsidiary(group, number)
            older = [other for other in below if levels[other] == 1 and other < position]
            deeper = number > 2 and bool(older)
            parents[position] = older[0] if deeper else head
            levels[position] = 2 if deeper else 1
            below.append(position)
    return [found.get(position) or names.company(first + position) for position in range(count)], parents, levels


def _day(index: int, total: int, world: World) -> int:
    along = (index + 0.5) / total
    if along < LEGACY:
        return int(PAST * (along / LEGACY) ** 0.8)
    return PAST + min(WINDOW - 1, int(WINDOW * (along - LEGACY) / (1 - LEGACY)))


def _customer(
    world: World, draw: int, company: Company, day: int, parent: Customer | None, level: int, index: int
) -> Customer:
    identifier, created_at = world.moments.birth(day, draw)
    draw >>= 96
    city, country = company.place.city, company.place.country
    size = SIZES[draw % len(SIZES)]
    rating = RATINGS[size][(draw >> 8) % 20]
    least, span = EMPLOYEES[size]
    employees = least + (draw >> 16) % span
    currency = "CNY" if country is None else country.currency
    revenue = round(employees * (40 + (draw >> 24) % 90) * 10_000 / YUAN[currency] / 10_000) * 10_000
    number = 1 + (draw >> 32) % 398
    kinds = KINDS_BY_INDUSTRY.get(company.industry, KINDS)
    if city is not None:
        seller = world.staff.seller(city.territory, draw >> 40)
        phone = landline(city, draw >> 48)
        address = f"{city.name}{DISTRICTS[(draw >> 56) % len(DISTRICTS)]}{ROADS[(draw >> 64) % len(ROADS)]} {number} 号"
        tags = TAGS_ZH
    else:
        assert country is not None
        seller = world.staff.seller("overseas", draw >> 40)
        phone = phone_of(country.phones[(draw >> 72) % len(country.phones)], draw >> 48)
        address = f"{number} {STREETS[(draw >> 56) % len(STREETS)]}, {company.place.town}"
        tags = TAGS_EN
    record: Record = {
        "id": identifier,
        "created_at": created_at,
        "created_by": seller.user,
        "owner": seller.user,
        "department": seller.department,
        "name": company.name,
        "short_name": company.short,
        "kind": kinds[(draw >> 80) % len(kinds)],
        "lifecycle_stage": "attract",
        "rating": rating,
        "industry": company.industry,
        "size": size,
        "employees": employees,
        "founded_year": world.moments.years[day] - 2 - (draw >> 88) % 32,
        "annual_revenue": money(revenue, currency),
        "phone": phone,
        "website": f"https://www.{company.domain}",
        "address": address,
        "source": SOURCES[(draw >> 96) % len(SOURCES)],
    }
    if city is not None:
        record["credit_code"] = world.codes.code(city.code, index)
    if draw >> 104 & 3:
        record["email"] = f"{'sales' if draw >> 106 & 1 else 'info'}@{company.domain}"
    if (draw >> 107) % 3 == 0:
        record["tags"] = [tags[(draw >> 110) % len(tags)]]
    if world.linked:
        record["region"] = {"code": company.place.code}
    if parent is not None:
        record["parent"] = parent.id
    return Customer(
        record,
        identifier,
        company,
        day,
        seller,
        currency,
        rating,
        level,
        city is not None,
        day < world.moments.opening and draw >> 116 & 7 < 4,
    )
