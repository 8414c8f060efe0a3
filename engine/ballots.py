"""From the credited answers of an experiment to one ballot a chat, for two of its teams.

Answers of one chat are not independent: a chat has a taste, and a busy one would carry the
experiment alone. So a chat votes once. Its ballot opens with its first credited answer, takes in
its answers until a team leads by `lead` of them or until `window` has passed, and is then cast
with the lead that it has. When it is cast depends on neither team's being the one in the lead, so
when no team is better the lead's sign is a fair coin, whatever goes on within a chat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Answer:
    """A credited answer.

    Parameters
    ----------
    voter
        Whose ballot it goes into: the chat. Where a single chat is all that is asked about, each
        answer has a ballot of its own.
    at
        When it was shown.
    points
        Likes minus dislikes of the songs that a team placed; teams without a vote may be absent.
    """

    voter: int | str
    at: datetime
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter says of a challenger against the control; `cast_at` None while it is open."""

    wins: int = 0
    losses: int = 0
    ties: int = 0
    cast_at: datetime | None = None

    @property
    def lead(self) -> int:
        """The challenger's wins beyond the control's; negative when it trails."""
        return self.wins - self.losses

    @property
    def decisive(self) -> int:
        """Answers that a team won."""
        return self.wins + self.losses


def ballots(
    answers: Iterable[Answer],
    control: str,
    challenger: str,
    lead: int,
    window: timedelta,
    now: datetime,
) -> tuple[Ballot, ...]:
    """Return the voters' ballots: the cast ones in the order of casting, then the open ones."""
    by_voter: dict[int | str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        if control in answer.points or challenger in answer.points:
            by_voter.setdefault(answer.voter, []).append(answer)
    found = [_ballot(own, control, challenger, lead, window, now) for own in by_voter.values()]
    cast = sorted((b.cast_at, place) for place, b in enumerate(found) if b.cast_at)
    return (*(found[place] for _, place in cast), *(b for b in found if not b.cast_at))


def _ballot(
    answers: list[Answer],
    control: str,
    challenger: str,
    lead: int,
    window: timedelta,
    now: datetime,
) -> Ballot:
    """Return a voter's ballot from its answers, oldest first."""
    ends = answers[0].at + window
    wins = losses = ties = 0
    for answer in answers:
        if answer.at > ends:
            break
        margin = answer.points.get(challenger, 0) - answer.points.get(control, 0)
        wins, losses, ties = wins + (margin > 0), losses + (margin < 0), ties + (margin == 0)
        if abs(wins - losses) >= lead:
            return Ballot(wins, losses, ties, answer.at)
    return Ballot(wins, losses, ties, ends if ends <= now else None)
