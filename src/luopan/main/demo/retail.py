"""Orders of companies and over the counter, their lines, and the machines that stand at customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from luopan.main.demo.accounts import Contact, Customer
from luopan.main.demo.catalog import ARTICLES, SHOPS
from luopan.main.demo.deals import RENEWED, Deal
from luopan.main.demo.names import split_bits
from luopan.main.demo.world import Record, Seller, World, money, table

COUNTER = table(*((index, article.shop) for index, article in enumerate(ARTICLES) if article.shop))
MACHINES = table(
    *((index, article.industry) for index, article in enumerate(ARTICLES) if article.family == "equipment")
)
BASKET = table((1, 10), (2, 5), (3, 2))
REORDER = table((2, 4), (5, 4), (10, 4), (20, 2))
PLACES = ("一号车间", "二号车间", "三号车间", "机加工车间", "试制中心", "A 区 3 跨", "东厂房")
PLACES_EN = ("Hall 1", "Hall 2", "Machine shop", "Prototype shop", "Building B")


@dataclass(frozen=True, slots=True)
class Order:
    """One order and its lines."""

    record: Record
    lines: list[Record]


class Orders:
    """Makes the orders of one block."""

    def __init__(self, world: World, block: str) -> None:
        self._world = world
        self._rng = world.rng(f"orders {block}")

    def of_companies(self, customers: Sequence[Customer], deals: Sequence[Deal], count: int) -> list[Order]:
        """`count` orders of companies: won deals first, then spare parts and consumables, ordered without much talk."""
        won = [deal for deal in deals if deal.stage == "won"][:count]
        regulars = [customer for customer in customers if customer.buyer or customer.won] or list(customers)
        again = self._rng.choices(regulars, k=count - len(won))
        return [*map(self._sold, won), *map(self._reordered, again)]

    def over_the_counter(self, members: Sequence[Contact], shops: Sequence[str], count: int) -> list[Order]:
        """`count` orders in the stores and online, most of them by members, oldest first. `shops`: ids of the stores."""
        moments = self._world.moments
        days = sorted(self._rng.choices(moments.window, cum_weights=moments.shopping, k=count))
        visits = self._rng.choices(
            range(len(SHOPS)), cum_weights=list(accumulate(shop.share for shop in SHOPS)), k=count
        )
        return [self._counter(members, shop, shops[shop], day) for day, shop in zip(days, visits, strict=True)]

    def _sold(self, deal: Deal) -> Order:
        customer, day = deal.customer, deal.ended
        promised = day + self._rng.randrange(30, 90)
        record = self._head(customer.seller, day)
        record |= {
            "account": customer.id,
            "opportunity": deal.id,
            "channel": _channel(customer),
            "status": "completed"
            if promised < self._world.moments.today
            else self._rng.choice(("placed", "producing", "producing", "shipped")),
            "ordered_on": self._world.moments.iso[day],
            "promised_on": self._world.moments.iso[promised],
            "amount": deal.record["amount"].copy(),
        }
        if "person" in deal.record:
            record["person"] = deal.record["person"]
        lines = [
            self._line(
                record, day, customer, line.article, line.quantity, line.price * (100 - line.discount), line.amount
            )
            for line in deal.lines
        ]
        return Order(record, lines)

    def _reordered(self, customer: Customer) -> Order:
        rng, moments = self._rng, self._world.moments
        day = rng.randrange(min(max(customer.day + 1, moments.opening), moments.today - 1), moments.today)
        article = rng.choice(RENEWED)
        quantity = 1 if ARTICLES[article].family in ("service", "software") else rng.choice(REORDER)
        price = self._world.prices[customer.currency][article]
        record = self._head(customer.seller, day)
        record |= {
            "account": customer.id,
            "channel": _channel(customer),
            "status": rng.choice(("placed", "shipped")) if day > moments.today - 15 else "completed",
            "ordered_on": moments.iso[day],
            "promised_on": moments.iso[day + rng.randrange(3, 15)],
            "amount": money(price * quantity, customer.currency),
        }
        if customer.contacts and customer.contacts[0].day <= day:
            record["person"] = customer.contacts[0].id
        return Order(record, [self._line(record, day, customer, article, quantity, price * 100, price * quantity)])

    def _counter(self, members: Sequence[Contact], shop: int, store: str, day: int) -> Order:
        rng, moments = self._rng, self._world.moments
        online = SHOPS[shop].format == "online"
        open_still = online and day > moments.today - 4
        record = self._head(self._world.staff.seller("retail", rng.getrandbits(16)), day)
        record |= {
            "store": store,
            "channel": "online" if online else "store",
            "status": rng.choice(("placed", "shipped"))
            if open_still
            else "returned"
            if rng.random() < 0.03
            else "completed",
            "ordered_on": moments.iso[day],
        }
        if members and rng.random() < 0.85:
            member = rng.choice(members)
            if member.day <= day:
                record["person"] = member.id
        lines: list[Record] = []
        total = 0
        for article in rng.sample(COUNTER, rng.choice(BASKET)):
            price = ARTICLES[article].price
            quantity = rng.choice((1, 1, 1, 2, 3 if price < 300 else 1))
            total += price * quantity
            lines.append(self._line(record, day, None, article, quantity, price * 100, price * quantity))
        record["amount"] = money(total, "CNY")
        return Order(record, lines)

    def _head(self, seller: Seller, day: int) -> Record:
        identifier, created_at = self._world.moments.birth(day, self._rng.getrandbits(96))
        return {
            "id": identifier,
            "created_at": created_at,
            "created_by": seller.user,
            "owner": seller.user,
            "department": seller.department,
        }

    def _line(
        self, order: Record, day: int, customer: Customer | None, article: int, quantity: int, cents: int, amount: int
    ) -> Record:
        """One line. `cents`: the price of one piece in hundredths."""
        identifier, created_at = self._world.moments.birth(day, self._rng.getrandbits(96))
        currency = "CNY" if customer is None else customer.currency
        item = ARTICLES[article]
        price = str(cents // 100) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02d}".rstrip("0")
        return {
            "id": identifier,
            "created_at": created_at,
            "created_by": order["created_by"],
            "owner": order["owner"],
            "department": order["department"],
            "name": item.name if customer is None or customer.chinese else item.english,
            "order": order["id"],
            "product": self._world.product_ids[article],
            "quantity": str(quantity),
            "price": {"amount": price, "currency": currency},
            "amount": money(amount, currency),
        }


def _channel(customer: Customer) -> str:
    return "distributor" if customer.record["kind"] == "distributor" else "direct"


def make_installed_machines(
    world: World, block: str, first: int, customers: Sequence[Customer], deals: Sequence[Deal], count: int
) -> list[Record]:
    """`count` installed machines: of won deals, then those that customers had before. `first` numbers them."""
    rng = world.rng(f"equipment {block}")
    moments = world.moments
    sold: list[tuple[Customer, Deal | None, int, int]] = [
        (deal.customer, deal, line.article, deal.ended + 45)
        for deal in deals
        if deal.stage == "won"
        for line in deal.lines
        if ARTICLES[line.article].family == "equipment"
    ]
    sold = [entry for entry in sold if entry[3] < moments.today][: count * 2 // 3]
    buyers = [customer for customer in customers if customer.buyer] or list(customers)
    for customer in rng.choices(buyers, k=count - len(sold)):
        day = rng.randint(customer.day, max(customer.day, moments.opening - 1))
        sold.append((customer, None, rng.choice(MACHINES), min(day + 30, moments.today - 1)))
    records: list[Record] = []
    for number, ((customer, deal, article, day), draw) in enumerate(
        zip(sold, split_bits(rng.getrandbits(count * 136 + 1), count, 136), strict=True), first
    ):
        identifier, created_at = moments.birth(day, draw)
        draw >>= 100
        machine = ARTICLES[article]
        places = PLACES if customer.chinese else PLACES_EN
        status = "running" if draw & 31 > 4 else ("faulty", "idle", "faulty", "installing", "scrapped")[draw & 31]
        if status == "installing" and day < moments.today - 30:
            status = "running"
        record: Record = {
            "id": identifier,
            "created_at": created_at,
            "created_by": customer.seller.user,
            "owner": customer.seller.user,
            "department": customer.seller.department,
            "account": customer.id,
            "serial": f"{machine.code[3:]}-{moments.iso[day][2:4]}{number:06d}",
            "product": world.product_ids[article],
            "status": status,
            "installed_on": moments.iso[day],
            "warranty_until": moments.iso[min(len(moments.iso) - 1, day + machine.warranty * 30)],
            "location": places[(draw >> 6) % len(places)],
        }
        if deal is not None:
            record["opportunity"] = deal.id
        records.append(record)
    return records
