"""The playground: a Bot API server on loopback and a door for its people.

Start it, give its `base_url` and `token` to a bot, and talk to the bot as anyone::

    async with Playground() as playground:
        ann = playground.person("Ann")
        chat = playground.private(ann)
        said = await chat.say(ann, "Mad World")
        print((await chat.answer(after=said)).text)
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.errors import ApiError
from bot.playground.methods import METHODS, Method
from bot.playground.params import read_params
from bot.playground.people import Conversation
from bot.playground.receiving import Receiving
from bot.playground.webhook import WebhookDelivery
from bot.playground.world import Call, Chat, User, World

HOST = "127.0.0.1"  # and nothing else, ever: anyone who reaches the port is anyone in any chat
TOKEN = "424242:playground"  # noqa: S105 - opens this playground only
BODY_LIMIT = 50 * 1024 * 1024


class Playground:
    """Telegram's part, played in this process.

    Parameters
    ----------
    port
        Where to listen on loopback; 0 picks a free port.
    token
        The bot's token.
    username
        The bot's name without @.
    """

    def __init__(
        self, port: int = 0, *, token: str = TOKEN, username: str = "segue_test_bot"
    ) -> None:
        me = User(int(token.partition(":")[0]), "Segue", username, is_bot=True)
        self.world = World(token, me)
        self.port = port
        self._delivery = WebhookDelivery(self.world)
        receiving = Receiving(self.world, self._delivery)
        self._methods: Mapping[str, Method] = {
            **METHODS,
            "getupdates": receiving.get_updates,
            "setwebhook": receiving.set_webhook,
            "deletewebhook": receiving.delete_webhook,
            "getwebhookinfo": receiving.get_webhook_info,
        }
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def base_url(self) -> str:
        """What stands in for https://api.telegram.org."""
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port, reuse_address=True).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Fall silent; people, chats and queued updates stay for another start."""
        await self._delivery.stop()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    def person(self, name: str, *, language: str = "en", username: str = "") -> User:
        """Return a new person."""
        return User(self.world.next_user_id(), name, username, language)

    def private(self, person: User) -> Conversation:
        """Return a person's chat with the bot."""
        chat = Chat(person.user_id, "private", person.first_name, person.username)
        return self._conversation(chat, [person])

    def group(
        self, title: str, members: Iterable[User] = (), *, kind: str = "supergroup"
    ) -> Conversation:
        """Return a new group (or supergroup) of people and the bot."""
        number = self.world.next_user_id()
        chat_id = -(1_000_000_000_000 + number) if kind == "supergroup" else -number
        return self._conversation(Chat(chat_id, kind, title), members)

    def channel(self, title: str, *, username: str = "") -> Conversation:
        """Return a new channel that the bot is in."""
        chat_id = -(1_000_000_000_000 + self.world.next_user_id())
        return self._conversation(Chat(chat_id, "channel", title, username), [])

    def push_raw(self, fields: Mapping[str, object]) -> int:
        """Queue an update exactly as given, however malformed; return its id."""
        return self.world.queue.push_raw(fields)

    def fail_next(self, method: str, *errors: ApiError) -> None:
        """Refuse the next calls of a method, one for each error."""
        self.world.faults.setdefault(method.lower(), deque()).extend(errors)

    def expire_callbacks(self) -> None:
        """Make every press so far too old to be answered."""
        for callback in self.world.callbacks.values():
            callback.expired = True
            callback.pulse.beat()

    async def settled(self, timeout_s: float = 10.0) -> None:
        """Wait until the bot confirmed every update and makes no call (but for polling)."""
        world = self.world
        await world.queue.pulse.until(
            lambda: len(world.queue) == 0 and world.calls_in_flight == 0, timeout_s
        )

    async def called(self, method: str, times: int = 1, timeout_s: float = 10.0) -> None:
        """Wait until the bot has called a method so many times in all."""
        world, name = self.world, method.lower()
        await world.queue.pulse.until(lambda: world.called[name] >= times, timeout_s)

    def _conversation(self, chat: Chat, members: Iterable[User]) -> Conversation:
        room = self.world.room(chat)
        room.members.update({person.user_id: person for person in members})
        return Conversation(self.world, room)

    async def _answer(self, request: web.Request) -> web.Response:
        """Answer one call in the Bot API's form."""
        try:
            result = await self._call(request)
        except ApiError as exc:
            return web.json_response(exc.json(), status=exc.code)
        return web.json_response({"ok": True, "result": result})

    async def _call(self, request: web.Request) -> object:
        name = request.match_info["method"].lower()
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")
        method = self._methods.get(name)
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        params = await read_params(request)
        self.world.called[name] += 1
        if name == "getupdates":
            self._fail(name)
            return await method(self.world, params)
        self.world.calls.append(Call(name, params.values))
        self.world.calls_in_flight += 1
        try:
            await asyncio.sleep(self.world.latency_s)
            self._fail(name)
            return await method(self.world, params)
        finally:
            self.world.calls_in_flight -= 1
            self.world.queue.pulse.beat()

    def _fail(self, name: str) -> None:
        planned = self.world.faults.get(name)
        if planned:
            raise planned.popleft()
