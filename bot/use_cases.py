"""All that the bot can be asked to do, in one place for its handlers."""

from dataclasses import dataclass
from typing import Self

from bot.company import Company
from bot.keeping import Keeping
from bot.lookup import Lookup
from bot.memory import Memory
from bot.service import Service
from bot.voting import Voting
from engine.facade import Engine


@dataclass(frozen=True, slots=True)
class UseCases:
    """Songs, votes, songs for a group, and what is kept of a chat."""

    service: Service
    voting: Voting
    company: Company
    keeping: Keeping

    @classmethod
    def over(
        cls,
        engine: Engine,
        memory: Memory,
        lookup: Lookup | None = None,
        songs: int = 5,
        teams: tuple[str, ...] = (),
    ) -> Self:
        """Return the use cases over an engine and a memory, see `Service`."""
        return cls(
            service=Service(engine, lookup, songs, memory, teams),
            voting=Voting(engine, memory),
            company=Company(engine, memory, songs),
            keeping=Keeping(memory, teams),
        )
