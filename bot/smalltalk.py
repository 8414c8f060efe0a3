"""What people say to a bot that is no song: greetings, thanks, "what can you do?"."""

from enum import Enum, auto

from engine.text import fold


class SmallTalk(Enum):
    """What a message of small talk wants."""

    GREETING = auto()
    THANKS = auto()
    WHO_ARE_YOU = auto()


_PHRASES = {
    SmallTalk.GREETING: (
        "hi, hi there, hi bot, hello, hello bot, hello there, hey, hey bot, hey there, yo, "
        "good morning, good evening, good afternoon, "
        "привет, приветик, привет бот, здравствуй, здравствуйте, добрый день, добрый вечер, "
        "доброе утро, хай, салют, ку"
    ),
    SmallTalk.THANKS: (
        "thanks, thanks a lot, thanks bot, thank you, thank you so much, thank you very much, "
        "thx, ty, cheers, great, cool, nice, perfect, awesome, ok, okay, ok thanks, "
        "спасибо, спасибо большое, большое спасибо, благодарю, спс, пасиб, пасибо, круто, класс, "
        "отлично, супер, ок, окей, хорошо"
    ),
    SmallTalk.WHO_ARE_YOU: (
        "who are you, what are you, what can you do, what do you do, how does this work, "
        "how are you, how do you work, are you a bot, menu, commands, "
        "кто ты, ты кто, что ты умеешь, что умеешь, что ты можешь, что ты такое, как дела, "
        "как ты работаешь, как это работает, ты бот, помощь, помоги, меню, команды"
    ),
}
_MEANING = {
    fold(phrase): meaning for meaning, listed in _PHRASES.items() for phrase in listed.split(", ")
}


def small_talk(text: str) -> SmallTalk | None:
    """Return what a message of nothing but small talk wants, None for any other."""
    return _MEANING.get(fold(text))
