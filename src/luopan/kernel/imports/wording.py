"""How the problems of an import are told: in a language, and by labels, for whoever brings a file has never seen names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luopan.kernel.fields.types.select import SelectSettings
from luopan.kernel.metadata.model import Object, Snapshot
from luopan.kit.errors import Problem
from luopan.kit.i18n import in_locale

MOST_OPTIONS = 20


@dataclass(frozen=True, slots=True)
class Wording:
    """Tells the problems of imports into `item`."""

    snapshot: Snapshot
    item: Object
    locale: str

    def tell(self, kept: Mapping[str, Any], row: int | None = None) -> dict[str, Any]:
        """A kept problem as a client reads it."""
        params = {**kept["params"], **dict(self._words(kept))}
        problem = Problem(kept["code"], kept["field"], row, None, params, kept.get("message"))
        told = problem.document(self.locale)
        return told if kept["column"] is None else {"column": kept["column"]} | told

    def message(self, kept: Mapping[str, Any]) -> str:
        """Its sentence alone."""
        return str(self.tell(kept)["message"])

    def _words(self, kept: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What stands for parameters that are names."""
        params = kept["params"]
        other = self.snapshot.objects.get(params.get("object", ""))
        if other is not None:
            yield "object", in_locale(other.label, self.locale, other.name)
            for place in ("by", "field"):
                field = other.fields.get(params.get(place, ""))
                if field is not None:
                    yield place, in_locale(field.label, self.locale, field.name)
        own = self.item.fields.get(kept["field"] or "")
        if kept["code"] == "option_unknown" and own is not None and isinstance(own.settings, SelectSettings):
            options = [one.text(self.locale) for one in own.settings.by_key.values() if not one.retired]
            yield "known", ", ".join(options[:MOST_OPTIONS])
