"""The whole conversation over real HTTP on loopback: what people say, press and read."""

from collections.abc import Callable

import pytest

from bot.playground.server import Playground
from bot.playground.talk import Talk
from bot.playground.world import Message

pytestmark = pytest.mark.usefixtures("bot")

BOATS = "a01".ljust(22, "0")
NEON = "b01".ljust(22, "0")


@pytest.fixture
def private(talk: Callable[..., Talk]) -> Talk:
    return talk("Ann")


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.rows]


async def test_a_conversation_in_private(private: Talk) -> None:
    hello = await private.ask("/start")
    assert hello.text.startswith("Hi! Send me a song you like")
    # The example of the greeting is one that the bot knows.
    example = "Lena Frost - Paper Boats"
    assert example in hello.text

    answer = await private.ask(example)
    assert answer.text.startswith("Songs like Paper Boats by Lena Frost\n\n1. ")
    assert "Winter Piano by Lena Frost" in answer.text
    assert "alike" in answer.text
    assert answer.reply_to is None
    assert any(entity.url.startswith("https://open.spotify.com/") for entity in answer.entities)
    votes = [["👍1", "👍2", "👍3"], ["👎1", "👎2", "👎3"]]
    assert labels(answer) == [*votes, ["More", "• Sound", "Mood"]]

    shorter, more = await private.press(answer, "More")
    assert shorter.message_id == answer.message_id
    assert labels(shorter) == [*votes, ["• Sound", "Mood"]]
    assert more.text.startswith("More songs like Paper Boats by Lena Frost\n\n4. ")

    (switched,) = await private.press(shorter, "Mood")
    assert switched.message_id == answer.message_id
    assert labels(switched) == [*votes, ["More", "Sound", "• Mood"]]


async def test_a_conversation_in_russian(talk: Callable[..., Talk]) -> None:
    olya = talk("Оля", language="ru-RU")
    assert (await olya.ask("/start")).text.startswith("Привет! Пришли песню")
    answer = await olya.ask("тихий снег")
    assert answer.text.startswith("Песни, похожие на Мира Зимина — Тихий снег\n\n1. ")
    assert labels(answer)[-1] == ["Ещё", "• Звучание", "Настроение"]
    mood = await olya.ask("/mood грустный спокойный")
    assert "мало радости" in mood.text
    _, more = await olya.press(mood, "Ещё")
    assert more.text.startswith("Ещё в этом настроении: мало радости")
    assert (await olya.ask("/nonesuch")).text.startswith("Такой команды я не знаю")


async def test_links_are_songs_albums_and_playlists(private: Talk) -> None:
    song = await private.ask(f"listen! https://open.spotify.com/intl-ru/track/{NEON}?si=1")
    assert song.text.startswith("Songs like Neon Running by Club Meridian")
    album = await private.ask(f"spotify:album:{'albumc'.ljust(22, '0')}")
    assert album.text.startswith("Songs like the album Album C")
    playlist = await private.ask(f"open.spotify.com/playlist/{'lista'.ljust(22, '0')}")
    assert playlist.text.startswith("Songs like the playlist List A")
    absent = await private.ask(f"https://open.spotify.com/track/{'z' * 22}")
    assert absent.text.startswith("I don't have this song. Send me")
    foreign = await private.ask("https://youtu.be/abc")
    assert foreign.text.startswith("I can't read links to youtu.be")


async def test_html_in_titles_and_messages_is_shown_as_it_is(private: Talk) -> None:
    answer = await private.ask('<b>bold</b> & "loud"')
    assert answer.text.startswith('Songs like <b>Bold</b> & "Loud" by Ana & The 5')
    nonsense = await private.ask("<script>qxzvjk</script> &amp; wwqqpp")
    assert "<script>qxzvjk</script> &amp; wwqqpp" in nonsense.text


async def test_the_longest_and_the_oddest_messages_are_answered(private: Talk) -> None:
    for text in (
        "qxzv " * 819,
        "\u202eqxzvjk wwqqpp\u2066",
        "🦑🧿🪬",
        "👨‍👩‍👧‍👦" * 200,
        "عمري qxz",
        "/",
        "?!",
    ):
        answer = await private.ask(text)
        assert answer.text


async def test_messages_without_words_are_told_what_to_send(private: Talk) -> None:
    for extra in (
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1,
                     "height": 1, "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
        {"location": {"latitude": 0.0, "longitude": 0.0}},
    ):  # fmt: skip
        said = await private.chat.send(private.person, extra)
        assert (await private.chat.answer(after=said)).text.startswith("I can only read words")
    photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}
    said = await private.chat.send(private.person, photo, f"spotify:track:{NEON}")
    assert "Neon Running" in (await private.chat.answer(after=said)).text
    audio = {"file_id": "a", "file_unique_id": "a", "duration": 1, "title": "Neon Running"}
    said = await private.chat.send(private.person, {"audio": audio})
    assert "Neon Running" in (await private.chat.answer(after=said)).text


async def test_a_command_may_be_about_the_message_that_it_replies_to(private: Talk) -> None:
    bare = await private.ask("/similar")
    assert bare.text.startswith("Which song?")
    named = await private.chat.say(private.person, "Neon Running")
    await private.chat.answer(after=named)
    answer = await private.ask("/similar", reply_to=named)
    assert answer.text.startswith("Songs like Neon Running")
    words = await private.chat.say(private.person, "sad calm")
    await private.chat.answer(after=words)
    assert (await private.ask("/mood", reply_to=words)).text.startswith("Songs in this mood")


async def test_forged_and_stale_buttons_are_called_old(private: Talk) -> None:
    answer = await private.ask("Paper Boats")
    for data in ("", "0:P:x", "1:P:nosuch", "1:S:oracle:t:" + BOATS, "x" * 64, "1:M::0:m:zz"):
        pressed = await private.chat.press_data(private.person, answer, data)
        assert pressed.text.startswith("This button is too old")
    await private.playground.settled()
    assert private.chat.current(answer) == answer


async def test_a_button_pressed_twice_acts_once(private: Talk) -> None:
    answer = await private.ask("Paper Boats")
    data = next(button.data for button in answer.buttons if button.text == "More")
    await private.press(answer, "More")
    pressed = await private.chat.press_data(private.person, answer, data)
    await private.playground.settled()
    assert private.chat.answers(after=pressed) == []
    (switched,) = await private.press(answer, "Mood")
    assert await private.press(switched, "• Mood") == []


async def test_edits_are_left_alone(private: Talk) -> None:
    said = await private.chat.say(private.person, "Paper Boats")
    await private.chat.answer(after=said)
    edited = await private.chat.edit(said, "Neon Running")
    await private.playground.settled()
    assert private.chat.answers(after=edited) == []


async def test_a_conversation_in_a_group_of_three(
    playground: Playground, talk: Callable[..., Talk]
) -> None:
    group = playground.group("Friends")
    at_ann, at_bob = talk("Ann", group), talk("Bob", group)
    at_olya = talk("Оля", group, language="ru")
    me = f"@{playground.world.me.username}"

    assert await at_ann.is_ignored("Paper Boats")
    assert await at_bob.is_ignored("Paper Boats is a great song, ask the bot")
    assert await at_bob.is_ignored("https://youtu.be/abc")
    assert await at_bob.is_ignored("/similar@other_bot Paper Boats")
    assert await at_bob.is_ignored(f"/play https://open.spotify.com/track/{BOATS}")

    answer = await at_ann.ask("/similar Paper Boats")
    assert answer.text.startswith("Songs like Paper Boats")
    assert answer.reply_to is not None
    assert (await at_bob.ask(f"/mood{me} sad calm")).text.startswith("Songs in this mood")
    assert (await at_olya.ask(f"{me} Тихий снег")).text.startswith("Песни, похожие на Мира")
    assert (await at_bob.ask("Neon Running", reply_to=answer)).text.startswith("Songs like Neon")
    assert (await at_bob.ask(f"https://open.spotify.com/track/{NEON}")).text.startswith("Songs")

    named = await group.say(at_ann.person, "Bus Line 9")
    assert (await at_bob.ask(f"{me}", reply_to=named)).text.startswith("Songs like Bus Line 9")
    # Anyone may press; each reads in their own language.
    _, more = await at_olya.press(answer, "More")
    assert more.text.startswith("Ещё песни, похожие на Lena Frost — Paper Boats")


async def test_a_channel_is_left_alone(playground: Playground) -> None:
    channel = playground.channel("News")
    owner = playground.person("Owner")
    said = await channel.say(owner, f"https://open.spotify.com/track/{NEON}")
    await playground.settled()
    assert channel.answers(after=said) == []
