"""The command menu that Telegram shows beside the text field."""

from collections.abc import Sequence

from telegram import BotCommand

from bot.views.words import SOURCE, Languages, mark

_COMMANDS = (
    ("similar", mark("Songs like the one you name")),
    ("mood", mark("Songs in a mood, like: sad energetic")),
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
