"""Who asks. Every read and every write takes an `Actor`; there is no default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself. What they may do is not written here: `kernel/permissions` knows it.

    `id` is the user's id in canonical text, None for the system. `locale` is the language that answers are written in. `scopes`
    narrow what may be done (an API key's); None: they do not. `is_system`: no limits.
    """

    id: str | None
    name: str
    locale: str = "en"
    scopes: frozenset[str] | None = None
    is_system: bool = False


SYSTEM = Actor(id=None, name="Luopan", is_system=True)
"""The system's own actor: migrations, packages, consumers. Search for its name to see where nobody in particular acts."""
