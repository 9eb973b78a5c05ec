"""Who asks. Every read and every write takes an `Actor`; there is no default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself.

    `id` is the user's id in canonical text, None for the system. `locale` is the language that answers are written in.
    `scopes` are those of the API key that acts (`account:read`, `*:create`, `read`) and narrow the user's rights; None does not.
    """

    id: str | None
    name: str
    is_admin: bool = False
    locale: str = "en"
    scopes: frozenset[str] | None = None


SYSTEM = Actor(id=None, name="Luopan", is_admin=True)
"""The system's own actor: migrations, packages, consumers. Search for its name to see where nobody in particular acts."""
