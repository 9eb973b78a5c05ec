"""Leads: from the public pools to conversion. Converted ones are the beginning of accounts that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from luopan.main.demo.accounts import SOURCES, Customer
from luopan.main.demo.catalog import ARTICLES
from luopan.main.demo.deals import Deal
from luopan.main.demo.moments import WINDOW
from luopan.main.demo.names import Company, PeopleNames, mobile, split_bits
from luopan.main.demo.texts import CAMPAIGNS_EN, CAMPAIGNS_ZH, EN_NEEDS, ZH_NEEDS, ZH_SHOP_NEEDS
from luopan.main.demo.words import JOBS
from luopan.main.demo.world import Record, Seller, World, money, table

STATUS_YOUNG = table(("new", 9), ("contacting", 7), ("nurturing", 2), ("qualified", 4), ("disqualified", 3))
STATUS_OLD = table(("contacting", 2), ("nurturing", 6), ("qualified", 2), ("disqualified", 15), ("new", 1))
REASONS = table(
    ("unreachable", 9),
    ("no_need", 8),
    ("no_budget", 5),
    ("poor_fit", 5),
    ("competitor", 4),
    ("duplicate", 2),
    ("spam", 3),
)
SCORES = {"new": 38, "contacting": 48, "nurturing": 44, "qualified": 76, "converted": 84, "disqualified": 22}
CONVERTED = 6
"""One lead in so many became an account, as far as there are accounts young enough."""
WANTED = table(
    *((index, article.industry) for index, article in enumerate(ARTICLES) if article.family in ("equipment", "module"))
)
WANTED_IN_CHINA = WANTED + table(
    *((index, article.shop // 4) for index, article in enumerate(ARTICLES) if article.family == "retail")
)


@dataclass(slots=True)
class Prospect:
    """One lead: its id, and what activities need to know of it."""

    id: str
    name: str
    chinese: bool
    day: int
    ended: int
    seller: Seller
    article: int


def make_leads(
    world: World, block: str, first: int, count: int, deals: Sequence[Deal]
) -> tuple[list[Record], list[Prospect]]:
    """Records of `count` leads, oldest first; `first` is the index of their first company, beyond all accounts."""
    rng = world.rng(f"leads {block}")
    names = PeopleNames(rng)
    moments = world.moments
    days = sorted(rng.choices(moments.window, cum_weights=moments.business[-WINDOW:], k=count))
    draws = split_bits(rng.getrandbits(count * 216 + 1), count, 216)
    began = iter(_beginnings(world, deals, count // CONVERTED))
    chinese = iter(names.chinese(count))
    records: list[Record] = []
    prospects: list[Prospect] = []
    for number, (day, draw) in enumerate(zip(days, draws, strict=True)):
        deal = next(began, None) if number % CONVERTED == 0 else None
        company = world.names.company(first + number) if deal is None else deal.customer.company
        country = company.place.country
        name = next(chinese) if country is None else names.foreign(country.family)
        if deal is not None:
            day = min(day, deal.opened)
        record, prospect = _lead(world, company, name, day, draw, deal)
        records.append(record)
        prospects.append(prospect)
    return records, prospects


def _beginnings(world: World, deals: Sequence[Deal], most: int) -> list[Deal]:
    """The first deals of accounts that came in the eighteen months."""
    first: dict[str, Deal] = {}
    for deal in deals:
        customer = deal.customer
        if customer.day >= world.moments.opening and deal.contact is not None and "person" in deal.record:
            first.setdefault(customer.id, deal)
    return list(first.values())[:most]


def _lead(
    world: World, company: Company, name: tuple[str, str, str], day: int, draw: int, deal: Deal | None
) -> tuple[Record, Prospect]:
    moments = world.moments
    if deal is not None:
        customer: Customer | None = deal.customer
        day = max(moments.opening, min(day, customer.day - draw % 21, deal.contact.day if deal.contact else day))
    else:
        customer = None
    identifier, created_at = moments.birth(day, draw)
    draw >>= 100
    country, city = company.place.country, company.place.city
    territory = city.territory if city is not None else "overseas"
    seller = customer.seller if customer is not None else world.staff.seller(territory, draw)
    wanted = WANTED if country is not None else WANTED_IN_CHINA
    article = wanted[(draw >> 8) % len(wanted)] if deal is None else deal.lines[0].article
    retail = ARTICLES[article].family == "retail" and country is None
    old = day < moments.today - 60
    statuses = STATUS_OLD if old else STATUS_YOUNG
    status = "converted" if deal is not None else statuses[(draw >> 16) % len(statuses)]
    pooled = status == "new" or (status == "nurturing" and draw >> 22 & 1 == 0)
    job = JOBS[(draw >> 24) % len(JOBS)]
    product = ARTICLES[article].name if country is None else ARTICLES[article].english
    needs = EN_NEEDS if country is not None else ZH_SHOP_NEEDS if retail else ZH_NEEDS
    campaigns = CAMPAIGNS_ZH if country is None else CAMPAIGNS_EN
    source = customer.record["source"] if customer is not None else SOURCES[(draw >> 30) % len(SOURCES)]
    record: Record = {
        "id": identifier,
        "created_at": created_at,
        "created_by": None if pooled else seller.user,
        "owner": None if pooled else seller.user,
        "department": None if pooled else seller.department,
        "name": name[0],
        "company": company.name,
        "job_title": job[0] if country is None else job[1],
        "email": f"{name[1]}@{company.domain}",
        "status": status,
        "score": max(1, min(100, SCORES[status] + (draw >> 38) % 31 - 15)),
        "pool": "store" if retail else "domestic" if country is None else "overseas",
        "source": source,
        "industry": company.industry,
        "product": world.product_ids[article],
        "need": needs[(draw >> 44) % len(needs)].format(product=product),
    }
    if country is None:
        record["mobile"] = mobile(draw >> 50)
    if source in ("exhibition", "search", "website", "social"):
        record["campaign"] = campaigns[(draw >> 80) % len(campaigns)]
    if draw >> 86 & 3 == 0:
        currency = "CNY" if country is None else country.currency
        record["budget"] = money(max(1, world.prices[currency][article] * (1 + (draw >> 88) % 4) // 10) * 10, currency)
    if world.linked:
        record["region"] = {"code": company.place.code}
    ended = moments.today - 1
    if status == "disqualified":
        record["disqualified_reason"] = REASONS[(draw >> 94) % len(REASONS)]
        ended = min(ended, day + 30)
    elif deal is not None and customer is not None and deal.contact is not None:
        ended = min(moments.today - 1, max(deal.opened, customer.day, deal.contact.day))
        record["converted_at"] = moments.moment(ended, draw)
        record["converted_account"] = customer.id
        record["converted_person"] = deal.contact.id
        record["converted_opportunity"] = deal.id
        record |= {key: deal.contact.record.get(key) for key in ("name", "email", "job_title", "mobile")}
    elif not pooled:
        record["follow_up_on"] = moments.iso[moments.today - 2 + (draw >> 94) % 20]
    prospect = Prospect(identifier, record["name"], country is None, day, max(day, ended), seller, article)
    return record, prospect
