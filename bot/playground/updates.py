"""The queue of updates that wait for the bot: kept until confirmed, in order."""

import secrets
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.playground.pulse import Pulse

ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that Telegram leaves out unless `allowed_updates` lists them."""


@dataclass(frozen=True, slots=True)
class QueuedUpdate:
    """An update as it will be sent, and the chat whose order it keeps."""

    update_id: int
    record: Mapping[str, object]
    lane: object


class UpdateQueue:
    """Updates from the first unconfirmed one on."""

    def __init__(self) -> None:
        self.pulse = Pulse()
        self.allowed: Collection[str] = ()
        # As at Telegram, no number says which update is a bot's first: one that remembers what
        # it handled must not take this world's updates for those of the world before.
        self._next_id = 100_000_000 + secrets.randbelow(100_000_000)
        self._pending: OrderedDict[int, QueuedUpdate] = OrderedDict()

    def __len__(self) -> int:
        """Return how many updates are unconfirmed."""
        return len(self._pending)

    def push(self, kind: str, payload: Mapping[str, object], lane: object) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_WHEN_NAMED
        if wanted:
            self.push_raw({kind: payload}, lane)

    def push_raw(self, fields: Mapping[str, object], lane: object = None) -> int:
        """Queue fields exactly as given, however odd, under the next id; return the id."""
        update_id = self._next_id
        self._next_id += 1
        record = {"update_id": update_id, **fields}
        self._pending[update_id] = QueuedUpdate(update_id, record, lane)
        self.pulse.beat()
        return update_id

    def push_again(self, update_id: int, fields: Mapping[str, object]) -> None:
        """Queue an update once more, as after an answer of the bot's that never arrived."""
        record = {"update_id": update_id, **fields}
        self._pending[update_id] = QueuedUpdate(update_id, record, None)
        self._pending.move_to_end(update_id, last=False)
        self.pulse.beat()

    def confirm_below(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps so many of the last."""
        keep = -offset if offset < 0 else 0
        while len(self._pending) > keep and (offset < 0 or next(iter(self._pending)) < offset):
            self._pending.popitem(last=False)
        self.pulse.beat()

    def confirm(self, update_id: int) -> None:
        """Forget one update."""
        if self._pending.pop(update_id, None) is not None:
            self.pulse.beat()

    def first(self, limit: int) -> list[QueuedUpdate]:
        """Return the first unconfirmed updates, in order."""
        return list(islice(self._pending.values(), limit))

    def pending(self) -> list[QueuedUpdate]:
        """Return all unconfirmed updates, in order."""
        return list(self._pending.values())

    def clear(self) -> None:
        """Forget everything (`drop_pending_updates`)."""
        self._pending.clear()
        self.pulse.beat()
