"""Invented names: companies that never repeat, however many there are, and people; phone numbers; social credit codes.

A company's name follows from its index alone: a multiplication by a large prime walks through all pairs of brand and trade in a
mixed order, and each further round of the walk moves on to another city. So nothing has to be remembered.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from luopan.main.demo.words import (
    BRAND_FIRST,
    BRAND_SECOND,
    CITIES,
    COMPANY_FORMS,
    COUNTRIES,
    FOREIGN_FIRST,
    FOREIGN_LAST,
    GIVEN_FEMALE,
    GIVEN_MALE,
    INDUSTRY_WORDS,
    STEMS,
    SURNAMES,
    TRADE_WORDS,
    City,
    Country,
)

STEP = 2_654_435_761
"""A prime far larger than any number of pairs, so that the walk meets each pair once a round."""
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Place(NamedTuple):
    """Where a company is: a city of China, or a country and a city in it."""

    city: City | None
    country: Country | None
    town: str

    @property
    def code(self) -> str:
        """The code of its region."""
        if self.city is not None:
            return self.city.code
        assert self.country is not None
        return self.country.code


class Company(NamedTuple):
    """What is known of a company from its index."""

    name: str
    short: str
    domain: str
    industry: str
    place: Place


class Group(NamedTuple):
    """A group of companies: its head, and what its subsidiaries are named after."""

    head: Company
    stem: str
    trade: str


CHINA = tuple(Place(city, None, city.name) for city in CITIES)
ABROAD = {
    family: tuple(
        Place(None, country, town) for country in COUNTRIES if country.family == family for town in country.cities
    )
    for family in STEMS
}
ALL_ABROAD = tuple(place for places in ABROAD.values() for place in places)
FOREIGN_SLOTS = {3: 0, 8: 1, 11: 2, 16: 3, 19: 4}
"""Five companies of each twenty are from abroad."""


class CompanyNames:
    """Company names of one demo company; `seed` mixes the lists."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"{seed} companies")
        latin = {
            first[0] + second[0]: first[1:] + second[1:]
            for first in BRAND_FIRST
            for second in BRAND_SECOND
            if first[0] != second[0]
        }
        brands = list(latin.items())
        rng.shuffle(brands)
        reserved = len(brands) // 12
        self._group_brands, self._brands = brands[:reserved], brands[reserved:]
        self._trades = list(INDUSTRY_WORDS)
        rng.shuffle(self._trades)
        self._cities = [index for index, city in enumerate(CITIES) for _ in range(city.weight)]
        rng.shuffle(self._cities)
        families = [family for family in STEMS for _ in range(_slots(family))]
        rng.shuffle(families)
        self._families = [(family, families[:index].count(family)) for index, family in enumerate(families)]
        self._foreign = {family: _Foreign(rng, family, families.count(family)) for family in STEMS}

    def company(self, index: int) -> Company:
        """The company of that index."""
        block, slot = divmod(index, 20)
        foreign = FOREIGN_SLOTS.get(slot)
        if foreign is None:
            return self._chinese(index, self._brands, "")
        turn, position = divmod(block * 5 + foreign, len(self._families))
        family, rank = self._families[position]
        return self._foreign[family].company(turn, rank)

    def group(self, index: int) -> Group:
        """The group of that index: every fifth is from abroad."""
        if index % 5 == 4:
            family, _ = self._families[index // 5 % len(self._families)]
            return self._foreign[family].group(index // 5)
        head = self._chinese(index, self._group_brands, "集团")
        brand, trade = self._pair(index, self._group_brands)[:2]
        return Group(
            head,
            brand[0] if index < len(self._group_brands) * len(self._trades) else head.place.town + brand[0],
            trade[0],
        )

    def subsidiary(self, group: Group, number: int) -> Company:
        """A subsidiary of a group, each in another town; `number` from 0."""
        head = group.head
        if head.place.city is None:
            place = ALL_ABROAD[(ALL_ABROAD.index(head.place) + 1 + number) % len(ALL_ABROAD)]
            assert place.country is not None
            name = f"{group.stem} {group.trade} {place.town} {place.country.forms[0]}"
            return head._replace(name=name, short=f"{group.stem} {place.town}", place=place)
        place = CHINA[(CHINA.index(head.place) + 1 + number * 7) % len(CHINA)]
        name = f"{group.stem}{group.trade}（{place.town}）有限公司"
        return head._replace(name=name, short=f"{group.stem}{place.town}", place=place)

    def _pair(self, index: int, brands: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], Sequence[str], int, int]:
        """Brand, trade, the number of the pair, and how often it has been met before."""
        pairs = len(brands) * len(self._trades)
        turn, rest = divmod(index, pairs)
        pair = (rest + 1) * STEP % pairs
        trade, brand = divmod(pair, len(brands))
        return brands[brand], self._trades[trade], pair, turn

    def _chinese(self, index: int, brands: Sequence[tuple[str, str]], suffix: str) -> Company:
        (brand, latin), (trade, industry), pair, turn = self._pair(index, brands)
        mixed = pair * 40_503 + 12_345
        place = CHINA[(self._cities[mixed % len(self._cities)] + turn) % len(CHINA)]
        form = COMPANY_FORMS[mixed // 7 % len(COMPANY_FORMS)]
        return Company(
            f"{place.town}{brand}{trade}{suffix}{form}",
            f"{brand}{suffix or trade[:2]}",
            f"{latin}-{trade_code(industry)}.example",
            industry,
            place,
        )


class _Foreign:
    """Names of one family of languages. The last twelfth of the stems is kept for groups."""

    def __init__(self, rng: random.Random, family: str, slots: int) -> None:
        first, second = STEMS[family]
        stems = list(dict.fromkeys(one + two for one in first for two in second))
        rng.shuffle(stems)
        reserved = len(stems) // 12
        self._group_stems, self._stems = stems[:reserved], stems[reserved:]
        self._trades = [
            (word, industry) for word, _, industry in (item.partition(":") for item in _items(TRADE_WORDS[family]))
        ]
        self._places = ABROAD[family]
        self._weights = [place for place in self._places for _ in range(_weight(place))]
        rng.shuffle(self._weights)
        self._slots = slots

    def company(self, turn: int, rank: int) -> Company:
        index = turn * self._slots + rank
        pairs = len(self._stems) * len(self._trades)
        turn, rest = divmod(index, pairs)
        trade, stem = divmod((rest + 1) * STEP % pairs, len(self._stems))
        return self._named(self._stems[stem], *self._trades[trade], index, turn)

    def group(self, index: int) -> Group:
        pairs = len(self._group_stems) * len(self._trades)
        turn, rest = divmod(index, pairs)
        trade, stem = divmod((rest + 1) * STEP % pairs, len(self._group_stems))
        word, industry = self._trades[trade]
        name = self._group_stems[stem] if turn == 0 else f"{self._group_stems[stem]} {turn + 1}"
        return Group(self._named(name, f"{word} Group", industry, index, 0), name, word)

    def _named(self, stem: str, word: str, industry: str, index: int, turn: int) -> Company:
        """Every round through all pairs adds another town; after all towns, a number."""
        mixed = index * 40_503 + 12_345
        place = self._weights[mixed % len(self._weights)]
        assert place.country is not None
        name = f"{stem} {word}"
        if turn:
            lap, town = divmod(turn - 1, len(self._places))
            place = self._places[town]
            assert place.country is not None
            name += f" {place.town}" + (f" {lap + 2}" if lap else "")
        form = place.country.forms[mixed // 7 % len(place.country.forms)]
        return Company(f"{name} {form}", stem, f"{ascii_name(stem)}.example", industry, place)


class PeopleNames:
    """Draws names of people: (name, its Latin form for addresses, gender)."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        parts = [item.partition(":") for item in SURNAMES]
        self._surnames = [split_latin(text) for text, _, _ in parts]
        self._weights = list(accumulate(int(weight) for _, _, weight in parts))
        self._given = ([split_latin(text) for text in GIVEN_MALE], [split_latin(text) for text in GIVEN_FEMALE])

    def chinese(self, count: int) -> list[tuple[str, str, str]]:
        """Chinese names. Every fourth given name of one character is doubled by another."""
        rng = self._rng
        surnames = rng.choices(self._surnames, cum_weights=self._weights, k=count)
        bits = rng.getrandbits(24 * count + 1)
        names: list[tuple[str, str, str]] = []
        for (surname, latin), draw in zip(surnames, split_bits(bits, count, 24), strict=True):
            female = draw & 1
            pool = self._given[female]
            given, given_latin = pool[(draw >> 1) % len(pool)]
            if len(given) == 1 and draw & 0xC0_0000 == 0:
                more, more_latin = pool[(draw >> 12) % len(pool)]
                given, given_latin = given + more[0], given_latin + (more_latin.lower() if len(more) == 1 else "")
            names.append((surname + given, f"{latin}.{given_latin}".lower(), "female" if female else "male"))
        return names

    def foreign(self, family: str) -> tuple[str, str, str]:
        """A name of that family."""
        rng = self._rng
        female = rng.random() < 0.35
        first = rng.choice(FOREIGN_FIRST[family][female])
        last = rng.choice(FOREIGN_LAST[family])
        return f"{first} {last}", ascii_name(f"{first}.{last}"), "female" if female else "male"


class CreditCodes:
    """Unified social credit codes (GB 32100-2015), check characters right, in a series that no register has given out (MY…)."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[str, int]] = {}
        pairs = [first + second for first in CREDIT_ALPHABET for second in CREDIT_ALPHABET]
        self._parts = [[_check_part(pair, place) for pair in pairs] for place in (2, 4, 6)]

    def code(self, region: str, index: int) -> str:
        """The code of a company by the code of its region; another for each index below 887 million."""
        head = self._heads.get(region)
        if head is None:
            text = f"91{region}MY"
            total = sum(
                CREDIT_ALPHABET.index(character) * weight for character, weight in zip(text, _WEIGHTS, strict=False)
            )
            head = self._heads[region] = (text, total)
        rest, third = divmod((index + 1) * 523_456_789 % 31**6, 31**2)
        first, second = divmod(rest, 31**2)
        text1, own1, all1 = self._parts[0][first]
        text2, own2, all2 = self._parts[1][second]
        text3, own3, all3 = self._parts[2][third]
        organisation = "0123456789X"[-(_ORGANISATION_HEAD + own1 + own2 + own3) % 11]
        total = head[1] + all1 + all2 + all3 + CREDIT_ALPHABET.index(organisation) * _WEIGHTS[16]
        return f"{head[0]}{text1}{text2}{text3}{organisation}{CREDIT_ALPHABET[-total % 31]}"


def _check_part(text: str, place: int) -> tuple[str, int, int]:
    """Characters of the organisation code from `place` on: the text, its part of the sum of that code, and of the whole."""
    own = sum(
        ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(text, _ORGANISATION_WEIGHTS[place:], strict=False)
    )
    return (
        text,
        own,
        sum(CREDIT_ALPHABET.index(character) * _WEIGHTS[8 + place + at] for at, character in enumerate(text)),
    )


def phone_of(template: str, draw: int) -> str:
    """A number: the X at the end become digits."""
    length = len(template) - template.index("X")
    return f"{template[:-length]}{draw % 10**length:0{length}d}"


def landline(city: City, draw: int) -> str:
    """A fixed line in a city of China, seven or eight digits that begin with 555."""
    digits = draw % 10_000
    return f"+86{city.area}5550{digits:04d}" if city.area not in _SHORT_LINES else f"+86{city.area}555{digits:04d}"


def mobile(draw: int) -> str:
    """A mobile number in 1650 to 1658, a range that numbering plans know and hardly anybody has."""
    return f"+86165{draw % 90_000_000:08d}"


def trade_code(industry: str) -> str:
    """A short word for addresses."""
    return _TRADE_CODES.get(industry, "group")


def split_latin(text: str) -> tuple[str, str]:
    """`伟Wei` as (`伟`, `Wei`)."""
    for position, character in enumerate(text):
        if character.isascii():
            return text[:position], text[position:].replace("ü", "v")
    return text, ""


def split_bits(bits: int, count: int, width: int) -> list[int]:
    """A large random number cut into `count` numbers of `width` bits (a multiple of 8)."""
    size = width // 8
    data = (bits >> 1).to_bytes(count * size, "little")
    return [int.from_bytes(data[start : start + size], "little") for start in range(0, count * size, size)]


def ascii_name(text: str) -> str:
    """Letters for addresses: accents and umlauts replaced, blanks left out."""
    return text.translate(_ASCII).lower()


def _items(text: str) -> list[str]:
    """`Fluid Power:machinery Motors:automotive` as its items, whose words may have blanks."""
    found: list[str] = []
    words: list[str] = []
    for piece in text.split():
        words.append(piece)
        if ":" in piece:
            found.append(" ".join(words))
            words = []
    return found


def _slots(family: str) -> int:
    return round(sum(country.weight for country in COUNTRIES if country.family == family) / 4)


def _weight(place: Place) -> int:
    assert place.country is not None
    return max(1, round(place.country.weight * 2 / len(place.country.cities)))


_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_HEAD = sum(
    ORGANISATION_ALPHABET.index(character) * weight
    for character, weight in zip("MY", _ORGANISATION_WEIGHTS, strict=False)
)
_SHORT_LINES = frozenset(
    (
        "312",
        "315",
        "316",
        "351",
        "373",
        "459",
        "472",
        "533",
        "535",
        "536",
        "539",
        "550",
        "552",
        "553",
        "572",
        "592",
        "631",
        "710",
        "717",
        "734",
        "750",
        "752",
        "756",
        "771",
        "772",
        "792",
        "797",
        "816",
        "838",
        "917",
        "931",
        "951",
    )
)
"""Area codes of cities whose numbers have seven digits."""
_TRADE_CODES = {
    "machinery": "machine",
    "automotive": "auto",
    "electronics": "tech",
    "energy": "power",
    "chemicals": "materials",
    "medical": "med",
    "food": "food",
    "textiles": "tex",
    "construction": "build",
    "logistics": "logistics",
    "retail": "tools",
}
_ASCII = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ß": "ss",
        "é": "e",
        "í": "i",
        "á": "a",
        "ê": "e",
        " ": "",
        "'": "",
    }
)
