"""People: contacts at accounts, the boss first, and members of the stores."""

from itertools import accumulate

from luopan.main.demo.accounts import Contact, Customer
from luopan.main.demo.catalog import CITY, SHOPS
from luopan.main.demo.names import PeopleNames, mobile, phone_of, split_bits
from luopan.main.demo.texts import TAGS_ZH
from luopan.main.demo.words import JOBS, ROADS
from luopan.main.demo.world import Record, World, table

JOB_TABLE = table(*((job, job[5]) for job in JOBS))
BOSSES = tuple(job for job in JOBS if job[4] == "decision_maker")
CONTACTS = {"a": 6, "b": 4, "c": 2, "d": 1}
"""How much likelier an account of that rating is to have one more contact."""
MEMBER_TAGS = ("会员日常客", "木工爱好者", "装修师傅", "创客", "企业采购", "设备维修", "周末常客", "新会员")
LANGUAGES = {"english": "en", "german": "de", "japanese": "ja", "latin": "en"}


def make_contacts(world: World, block: str, customers: list[Customer], count: int) -> tuple[list[Record], list[Record]]:
    """Records of `count` contacts: those that report to nobody, and those that report to one of them."""
    rng = world.rng(f"contacts {block}")
    names = PeopleNames(rng)
    chosen = customers[:count]
    if count > len(chosen):
        weights = list(accumulate(CONTACTS[customer.rating] for customer in customers))
        chosen = chosen + rng.choices(customers, cum_weights=weights, k=count - len(chosen))
    chinese = iter(names.chinese(sum(customer.chinese for customer in chosen)))
    bosses: list[Record] = []
    others: list[Record] = []
    for customer, draw in zip(chosen, split_bits(rng.getrandbits(count * 176 + 1), count, 176), strict=True):
        boss = customer.contacts[0] if customer.contacts else None
        country = customer.company.place.country
        name = next(chinese) if country is None else names.foreign(country.family)
        day = min(customer.day + (draw >> 96) % 40 * (0 if boss is None else 6), world.moments.today - 1)
        record = _contact(world, customer, name, draw, day, boss is None)
        if boss is not None and draw >> 170 & 1:
            record["reports_to"] = boss.id
            others.append(record)
        else:
            bosses.append(record)
        customer.contacts.append(
            Contact(record, record["id"], name[0], day, customer.chinese, customer.seller, customer)
        )
    return bosses, others


def _contact(world: World, customer: Customer, name: tuple[str, str, str], draw: int, day: int, first: bool) -> Record:
    identifier, created_at = world.moments.birth(day, draw)
    draw >>= 100
    company, seller = customer.company, customer.seller
    country = company.place.country
    job = BOSSES[draw % len(BOSSES)] if first and draw >> 4 & 1 else JOB_TABLE[(draw >> 5) % len(JOB_TABLE)]
    local = country is None
    record: Record = {
        "id": identifier,
        "created_at": created_at,
        "created_by": seller.user,
        "owner": seller.user,
        "department": seller.department,
        "name": name[0],
        "account": customer.id,
        "job_title": job[0] if local else job[1],
        "division": job[2] if local else job[3],
        "buying_role": job[4],
        "gender": name[2],
        "email": f"{name[1]}@{company.domain}",
        "language": "zh_cn" if country is None else LANGUAGES[country.family],
        "source": customer.record["source"],
    }
    if country is None:
        record["mobile"] = mobile(draw >> 14)
        if draw >> 42 & 1:
            record["wechat"] = f"{name[1].replace('.', '_')}{(draw >> 44) % 1000:03d}"
    else:
        record["phone"] = phone_of(country.phones[draw % len(country.phones)], draw >> 14)
    if world.linked:
        record["region"] = {"code": company.place.code}
    if (draw >> 54) % 9 == 0:
        record["tags"] = [TAGS_ZH[(draw >> 58) % len(TAGS_ZH)] if local else "reference"]
    return record


def make_members(world: World, block: str, first: int, count: int) -> tuple[list[Record], list[Contact]]:
    """Records of `count` members of the stores, from member number `first` on."""
    rng = world.rng(f"members {block}")
    names = PeopleNames(rng).chinese(count)
    days = sorted(rng.choices(range(world.moments.opening - 900, world.moments.today), k=count))
    shops = rng.choices(SHOPS, cum_weights=list(accumulate(shop.share for shop in SHOPS)), k=count)
    draws = split_bits(rng.getrandbits(count * 176 + 1), count, 176)
    records: list[Record] = []
    members: list[Contact] = []
    for number, (name, day, shop, draw) in enumerate(zip(names, days, shops, draws, strict=True), first):
        seller = world.staff.seller("retail", draw >> 97)
        city = CITY[shop.city]
        identifier, created_at = world.moments.birth(day, draw)
        draw >>= 100
        record: Record = {
            "id": identifier,
            "created_at": created_at,
            "created_by": seller.user,
            "owner": seller.user,
            "department": seller.department,
            "name": name[0],
            "mobile": mobile(draw),
            "member_code": f"M{10_000_000 + number}",
            "gender": name[2],
            "language": "zh_cn",
            "source": "website" if shop.format == "online" else "store",
        }
        if draw >> 30 & 1:
            record["birthday"] = f"{1962 + (draw >> 31) % 44}-{1 + (draw >> 40) % 12:02}-{1 + (draw >> 44) % 28:02}"
        if draw >> 50 & 1:
            record["email"] = f"{name[1]}{(draw >> 51) % 100:02}@mail.example"
        if (draw >> 56) % 4 == 0:
            record["tags"] = [MEMBER_TAGS[(draw >> 58) % len(MEMBER_TAGS)]]
        if (draw >> 62) % 3 == 0:
            record["address"] = f"{city.name}{ROADS[(draw >> 64) % len(ROADS)]} {1 + (draw >> 68) % 300} 弄"
        if world.linked:
            record["region"] = {"code": city.code}
        records.append(record)
        members.append(Contact(record, identifier, name[0], day, True, seller, None))
    return records, members
