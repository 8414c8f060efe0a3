"""What a chat, or one member of it, has told of its taste."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.types import Row


@dataclass(frozen=True, slots=True)
class Profile:
    """What a re-ranking may know of a chat or of one member; `Profile()` changes nothing.

    Parameters
    ----------
    liked, disliked
        The latest verdicts, in any order.
    together
        Item-to-item: how many chats like this track and one of `liked`. Tracks under the
        minimum count are absent.
    shown_h
        Hours since a track was last shown, 0 or more.
    popularity
        The dial, -1 (obscure) to 1 (popular); 0 leaves popularity alone.
    blocked_artists
        Names as `engine.text.fold` leaves them.
    blocked_genres
        Genres or subgenres, as the catalogue spells them.
    """

    liked: tuple[Row, ...] = ()
    disliked: tuple[Row, ...] = ()
    together: Mapping[Row, int] = field(default_factory=dict)
    shown_h: Mapping[Row, float] = field(default_factory=dict)
    popularity: float = 0.0
    blocked_artists: frozenset[str] = frozenset()
    blocked_genres: frozenset[str] = frozenset()

    @property
    def orders(self) -> bool:
        """Whether it has a say in the order; blocks alone only leave tracks out."""
        return bool(self.liked or self.disliked or self.popularity)
