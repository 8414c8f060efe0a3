"""The command menu that Telegram shows beside the text field."""

from collections.abc import Sequence

from telegram import BotCommand

from bot.views.words import SOURCE, Languages, mark

_COMMANDS = (
    ("similar", mark("Songs like the one you name")),
    ("mood", mark("Songs in a mood, like: sad energetic")),
    ("group", mark("Songs by what you have liked, for all of you")),
    ("likes", mark("What you like and dislike, to look through")),
    ("arena", mark("What your votes decide")),
    ("privacy", mark("What I keep of you")),
    ("export", mark("All that I keep, as a file")),
    ("forget", mark("Erase what I keep")),
    ("help", mark("What I can do")),
)


def menus(languages: Languages) -> dict[str, Sequence[BotCommand]]:
    """Return the menu by language code; "" is for everyone whose language we do not speak."""
    return {
        "" if code == SOURCE else code: [
            BotCommand(command, words.plain(does)) for command, does in _COMMANDS
        ]
        for code, words in languages.words.items()
    }
