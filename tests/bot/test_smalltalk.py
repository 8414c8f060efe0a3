"""Small talk is answered kindly, unless a song is called like it."""

import pytest

from bot import outcome as outcomes
from bot.intent import parse
from bot.service import Service
from bot.smalltalk import SmallTalk, small_talk
from engine.facade import Engine


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Привет!", SmallTalk.GREETING),
        ("hi :)", SmallTalk.GREETING),
        ("Thanks!!", SmallTalk.THANKS),
        ("спс", SmallTalk.THANKS),
        ("что ты умеешь?", SmallTalk.WHO_ARE_YOU),
        ("What can you do?", SmallTalk.WHO_ARE_YOU),
        ("thanks a million", None),
        ("привет с большого бодуна", None),
        ("", None),
        ("😀", None),
    ],
)
def test_small_talk_is_a_whole_message_and_nothing_else(
    text: str, meaning: SmallTalk | None
) -> None:
    assert small_talk(text) is meaning


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("привет", outcomes.Greeting),
        ("thank you", outcomes.Welcome),
        ("кто ты?", outcomes.Guide),
    ],
)
async def test_small_talk_gets_a_kind_word(shelf: Engine, text: str, kind: type) -> None:
    assert isinstance(await Service(shelf).answer(parse(text)), kind)


async def test_a_title_that_nobody_knows_is_told_to_be_so(shelf: Engine) -> None:
    outcome = await Service(shelf).answer(parse("qqqq zzzz xxxx"))
    assert outcome == outcomes.UnknownSong("qqqq zzzz xxxx", invented=False)
