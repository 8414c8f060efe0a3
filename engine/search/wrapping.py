"""The song inside a chatty request: "play something like X please", "хочу песни похожие на X".

All functions work on folded text (`engine.text.fold`). They only propose readings: whether
"Play That Song" is a request or a title is for the search to judge, which asks for the text as
it stands first.
"""

import re
from collections.abc import Iterator

_ENGLISH_LEAD = (
    "hi|hey|hello|yo|ok|okay|please|pls|plz|can|could|would|will|you|u|i|id|im|we|want|wanna|need|"
    "love|like|really|looking|look|for|to|hear|listen|find|search|give|show|get|play|put|on|"
    "recommend|suggest|send|me|us|some|any|a|an|the|few|more|other|another|good|nice|best|song|"
    "songs|track|tracks|music|tune|tunes|stuff|something|anything|what|whats|which|that|thats|is|"
    "are|sound|sounds|sounding|feel|feels|similar|vibe|vibes|playlist|kind|of|just|do|know|there|"
    "similar|bot|segue|with|same|in"
)
_RUSSIAN_LEAD = (
    "привет|здравствуй|здравствуйте|эй|бот|пожалуйста|плиз|пж|можешь|можно|можете|ты|вы|а|ну|и|"
    "я|мы|хочу|хотел|хотела|бы|хочется|нужно|нужна|нужны|надо|ищу|люблю|нравится|очень|найди|"
    "найдите|найти|включи|включите|поставь|поставьте|сыграй|дай|дайте|скинь|покажи|посоветуй|"
    "посоветуйте|порекомендуй|порекомендуйте|подбери|подберите|подскажи|послушать|слушать|"
    "услышать|мне|нам|какие|какую|какая|какой|есть|еще|другие|другое|музыка|музыку|музыки|песня|"
    "песню|песни|песен|песенку|трек|трека|треки|треков|мелодию|что|нибудь|то|чего|чтонибудь|чето|"
    "типо|такое|такого|такие|такую|же|похожее|похожие|похожую|похожих|похоже|в"
)
_LIKE = (
    "by|like|similar to|close to|as|resembling|same as|in the (?:style|vein|spirit) of|"
    "reminds me of|от|группы|исполнителя|похож(?:ее|ие|ую|их|ая|ий|е|а|и) на|на|как|"
    "типа|вроде|наподобие|в (?:духе|стиле|манере)|напоминает"
)
_COURTESY = "please|pls|plz|thanks|thank you|thx|bro|пожалуйста|плиз|пж|пжлст|спасибо"
_FILLER = (
    "for me|song|songs|track|or something|or so|etc|and (?:similar|so on|the like)|and stuff|"
    "песня|песню|трек|и (?:похожее|тому подобное|т п)|или (?:похожее|типа того)"
)
_LEAD = f"(?:{_ENGLISH_LEAD}|{_RUSSIAN_LEAD})"

# Lazy: the first "like" ends the wrapping, for later ones are the song's ("... Just Like This").
_COMPARISON = re.compile(rf"(?:{_LEAD} ){{0,14}}?(?:{_LIKE}) (?P<song>.+)")
_REQUEST = re.compile(
    r"(?:(?:hi|hey|hello|please|pls|can you|could you|would you|i want to|i wanna|привет|можешь|"
    r"пожалуйста|хочу) )*"
    r"(?:play|find|put on|search|search for|search|show|hear|listen to|i love|i like|do you know|"
    r"looking for|song|track|включи|поставь|найди|сыграй|послушать|дай|скинь|люблю|ищу|"
    r"песня|песню|трек)"
    r"(?: (?:me|us|for me|the song|the track|song|track|мне|нам|песню|трек))* (?P<song>.+)"
)
# What people add for a search engine's sake.
_NOISE = (
    "official|oficial|music video|lyrics?|lyric|video|videos|videoclip|audio|youtube|you tube|"
    "spotify|hd|hq|4k|mp3|download|free download|full song|chords|клип|видео|видеоклип|аудио|"
    "официальн(?:ый|ое|ая)|текст|текст песни|слова|слова песни|песня|песни|песню|онлайн|бесплатно|"
    "скачать|слушать|смотреть|ютуб|ютюб|мп3|аккорды|перевод"
)
# Fewer go before a title, for "Video Games" is one.
_NOISE_LEAD = re.compile(
    r"(?:(?:download|watch|(?:lyrics|chords|video) (?:to|of|for)|скачать|слушать|смотреть|онлайн|"
    r"бесплатно|клип|текст|текст песни|слова песни|песня|песню|аккорды|перевод(?: песни)?) )+"
    r"(?=\S)"
)
_NOISE_END = re.compile(rf"(?<=\S)(?: (?:with |and |in |на |и |в )?(?:{_NOISE}))+$")
_THANKS = re.compile(rf"(?: (?:{_COURTESY}))+$")
_ENDING = re.compile(rf"(?: (?:{_COURTESY}|{_FILLER}))+$")
_AUTHOR = re.compile(
    r"(?<=\S) (?:by|from|от|by the artist|исполнителя|группы|певицы|певца) (?=\S)"
)


def readings(folded: str) -> tuple[str, ...]:
    """Return what a folded message may mean, the text itself first, without repeats.

    Later readings have lost a request's words, a courtesy at the end, the "by" between title and
    artist, and "official video" and the like at either end; the last has lost most.
    """
    wrapped = (wrapping.fullmatch(folded) for wrapping in (_REQUEST, _COMPARISON))
    found: list[str] = []
    for text in (folded, *(inside["song"] for inside in wrapped if inside)):
        # "Your Song, please" ends in a word of the title after a courtesy: drop one at a time.
        brief = _ENDING.sub("", text)
        found += [text, _THANKS.sub("", text), brief, _AUTHOR.sub(" ", brief)]
    found += [_without_noise(text) for text in found[-1:]]
    return tuple(dict.fromkeys(text for text in found if text))


def _without_noise(folded: str) -> str:
    return _NOISE_END.sub("", _NOISE_LEAD.sub("", folded, count=1))


def authored(folded: str) -> Iterator[tuple[str, str]]:
    """Yield (title, artist) for each "by" of a folded text, the last one first."""
    for by in reversed(list(_AUTHOR.finditer(folded))):
        yield folded[: by.start()], folded[by.end() :]
