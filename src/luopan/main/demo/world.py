"""What all parts of the generator share: the seed, the days, names, staff, prices; and small tools for weighted drawing."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from luopan.main.demo.catalog import ARTICLES, YUAN
from luopan.main.demo.colleagues import COLLEAGUES, DEPARTMENTS, TERRITORIES
from luopan.main.demo.moments import Moments
from luopan.main.demo.names import CompanyNames, CreditCodes

Record = dict[str, Any]
T = TypeVar("T")
MOST_RECORDS = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one object that may be written in one call; `update`: what is still missing in earlier ones, or happened to
    them later, and at which moments."""

    object: str
    records: list[Record]
    mode: Literal["create", "update"] = "create"
    moments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Seller:
    """Who owns records: a user, and their department."""

    user: str | None
    department: str | None


class Staff:
    """The sellers of each territory, each as often as their share says; the users and departments by name."""

    def __init__(self, seed: int, moments: Moments) -> None:
        rng = random.Random(f"{seed} staff")
        self.departments = {key: moments.birth(0, rng.getrandbits(96)) for key, *_ in DEPARTMENTS}
        self.users = {colleague.mail: moments.birth(1, rng.getrandbits(96)) for colleague in COLLEAGUES}
        self._sellers: dict[str, list[Seller]] = {
            territory: [
                Seller(self.users[colleague.mail][0], self.departments[colleague.department][0])
                for colleague in COLLEAGUES
                if colleague.territory == territory
                for _ in range(colleague.share)
            ]
            for territory in TERRITORIES
        }

    def seller(self, territory: str, draw: int) -> Seller:
        """Somebody who sells in that territory."""
        sellers = self._sellers[territory]
        return sellers[draw % len(sellers)]


class Owners(Staff):
    """For benchmarks: the given owners take turns, whatever the territory; none: nobody owns anything."""

    def __init__(self, owners: Sequence[tuple[str, str | None]]) -> None:
        self._owners = [Seller(user, department) for user, department in owners] or [Seller(None, None)]

    def seller(self, territory: str, draw: int) -> Seller:
        return self._owners[draw % len(self._owners)]


class World:
    """One demo company. `linked` False leaves out references to seeds (regions), for databases that have none."""

    def __init__(self, seed: int, today: date, staff: Staff | None = None, *, linked: bool = True) -> None:
        self.seed = seed
        self.today = today
        self.moments = Moments(today)
        self.names = CompanyNames(seed)
        self.codes = CreditCodes()
        self.staff = staff or Staff(seed, self.moments)
        self.linked = linked
        rng = random.Random(f"{seed} products")
        launches = [rng.randrange(0, self.moments.opening) for _ in ARTICLES]
        births = [self.moments.birth(launch, rng.getrandbits(96)) for launch in launches]
        self.launches = launches
        self.product_births = births
        self.product_ids = [birth[0] for birth in births]
        self.prices = {
            currency: [price_in(currency, article.price, 1.0 if currency == "CNY" else 1.1) for article in ARTICLES]
            for currency in YUAN
        }

    def rng(self, what: str) -> random.Random:
        """The random numbers for one purpose."""
        return random.Random(f"{self.seed} {what}")


def price_in(currency: str, yuan: float, factor: float) -> int:
    """A price in yuan as a round price in a currency."""
    amount = yuan * factor / YUAN[currency]
    step = 1000 if currency == "JPY" and amount >= 100_000 else 100 if amount >= 10_000 else 10 if amount >= 500 else 1
    return max(step, round(amount / step) * step)


def table(*weighted: tuple[T, int]) -> list[T]:
    """Values, each as often as its weight: for drawing by `table[draw % len(table)]`. Spread, so that neighbours differ."""
    values = [value for value, weight in weighted for _ in range(weight)]
    random.Random(len(values)).shuffle(values)
    return values


def in_batches(name: str, records: Sequence[Record]) -> Iterator[Batch]:
    """Batches of at most 10,000; none for no records."""
    for start in range(0, len(records), MOST_RECORDS):
        yield Batch(name, list(records[start : start + MOST_RECORDS]))


def money(amount: int, currency: str) -> dict[str, str]:
    """A canonical amount of money."""
    return {"amount": str(amount), "currency": currency}


def share(total: int, block: int, blocks: int) -> int:
    """How many of `total` fall to a block, so that all blocks together have exactly `total`."""
    return total * (block + 1) // blocks - total * block // blocks
