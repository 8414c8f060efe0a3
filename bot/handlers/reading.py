"""From a Telegram message to an intent: which of its parts count as words."""

from telegram import Bot, Message, MessageEntity

from bot.intent import Intent, Plain, parse

_WORDLESS = frozenset({Plain.SIMILAR_ALONE, Plain.MOOD_ALONE, Plain.NO_WORDS})


def intent_of(message: Message, bot: Bot) -> Intent:
    """Return what a message wants; a command alone is about the message that it replies to."""
    intent = parse(words_of(message), _hidden_links(message), bot.username)
    answered = message.reply_to_message
    # A mention alone points at the other message as a command does; a sticker does not.
    if answered is None or not message.text or intent not in _WORDLESS:
        return intent
    command = "mood" if intent is Plain.MOOD_ALONE else "similar"
    about = parse(f"/{command} {words_of(answered)}", _hidden_links(answered), bot.username)
    return intent if about in _WORDLESS else about


def words_of(message: Message) -> str:
    """Return a message's text, its caption, or what a music file says that it is."""
    if text := message.text or message.caption:
        return text
    if message.audio and message.audio.title:
        return " - ".join(filter(None, (message.audio.performer, message.audio.title)))
    return ""


def mentions(message: Message, bot: Bot) -> bool:
    """Whether a message calls the bot by its name."""
    handle = f"@{bot.username}".casefold()
    return any(
        entity.type == MessageEntity.MENTION and text.casefold() == handle
        for entity, text in _entities(message).items()
    )


def answers(message: Message, bot: Bot) -> bool:
    """Whether a message is a reply to the bot."""
    answered = message.reply_to_message
    # In a forum every message formally replies to the one that opened its topic.
    if answered is None or answered.forum_topic_created:
        return False
    return answered.from_user is not None and answered.from_user.id == bot.id


def _hidden_links(message: Message) -> list[str]:
    return [entity.url for entity in _entities(message) if entity.url]


def _entities(message: Message) -> dict[MessageEntity, str]:
    if message.text:
        return message.parse_entities()
    return message.parse_caption_entities() if message.caption else {}
