"""How opportunities came to the stage that they are in: what they began as, and each step with its moment."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from luopan.main.demo.deals import FORECASTS, OPEN_STAGES, PROBABILITIES, Deal
from luopan.main.demo.world import Batch, Record, World, in_batches, table

PATIENCE = (20, 25, 35, 20)
"""How much of a deal's time each stage takes."""
LAST_BEFORE_LOSS = table((0, 5), (1, 6), (2, 6), (3, 3))
"""The stage in which a deal is lost."""
SKIPPED = 9
"""One deal in so many has no stage of qualifying."""
AT_CLOSE = frozenset(("loss_reason", "next_step", "next_step_on"))


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of the stage."""

    record: Record
    at: str


def make_steps(world: World, block: str, deals: Sequence[Deal]) -> Iterator[Batch]:
    """The opportunities as they began, then their steps: the first of each, the second of each, and so on."""
    rng = world.rng(f"steps {block}")
    ways = [_way(world, deal, rng) for deal in deals]
    yield from in_batches("opportunity", [_beginning(deal, bool(way)) for deal, way in zip(deals, ways, strict=True)])
    for number in range(len(OPEN_STAGES)):
        steps = [way[number] for way in ways if number < len(way)]
        for batch in in_batches("opportunity", [one.record | {"version": number + 1} for one in steps]):
            moments, steps = [one.at for one in steps[: len(batch.records)]], steps[len(batch.records) :]
            yield Batch("opportunity", batch.records, "update", moments)


def _beginning(deal: Deal, goes_on: bool) -> Record:
    """What was written down on the first day."""
    if not goes_on:
        return deal.record
    first = OPEN_STAGES[0]
    began = {"stage": first, "probability": str(PROBABILITIES[first]), "forecast": FORECASTS[first]}
    return {key: value for key, value in deal.record.items() if key not in AT_CLOSE and key != "updated_at"} | began


def _way(world: World, deal: Deal, rng: random.Random) -> list[_Step]:
    stages = _stages(deal, rng)
    last = deal.record["updated_at"]
    at = deal.record["created_at"]
    paces = [PATIENCE[OPEN_STAGES.index(stage)] * rng.uniform(0.4, 1.6) for stage in stages[:-1]]
    share = sum(paces) or 1
    span = max(0, deal.ended - deal.opened) if deal.stage not in OPEN_STAGES else (deal.ended - deal.opened) * 0.8
    steps: list[_Step] = []
    for stage, gone in zip(stages[1:], accumulate(paces), strict=True):
        moment = world.moments.moment(deal.opened + int(span * gone / share), rng.getrandbits(14))
        at = moment if moment > at else _later(at, rng)
        steps.append(_Step({"id": deal.id, "stage": stage, **_known(deal, stage)}, at))
    if steps and deal.stage not in OPEN_STAGES and last > at:
        steps[-1] = _Step(steps[-1].record, last)
    return steps


def _stages(deal: Deal, rng: random.Random) -> list[str]:
    """All that it was in, from the first on."""
    if deal.stage in OPEN_STAGES:
        came = OPEN_STAGES[: OPEN_STAGES.index(deal.stage) + 1]
    elif deal.stage == "won":
        came = (*OPEN_STAGES, "won")
    else:
        came = (*OPEN_STAGES[: rng.choice(LAST_BEFORE_LOSS) + 1], "lost")
    skips = rng.randrange(SKIPPED) == 0 and deal.stage != "qualifying"
    return [stage for stage in came if not (skips and stage == "qualifying")]


def _known(deal: Deal, stage: str) -> Record:
    """What was written down with a step."""
    if stage == deal.stage:
        final = ("probability", "forecast", *sorted(AT_CLOSE))
        return {key: deal.record[key] for key in final if key in deal.record}
    return {"probability": str(PROBABILITIES[stage]), "forecast": FORECASTS[stage]}


def _later(at: str, rng: random.Random) -> str:
    """Soon after, on the same day as far as it goes."""
    return (datetime.fromisoformat(at) + timedelta(minutes=rng.randint(5, 40))).isoformat()
