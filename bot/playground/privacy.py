"""What a bot gets to see of a group under Telegram's privacy mode."""

from bot.playground.entities import utf16_slice
from bot.playground.world import Message, World

SERVICE = frozenset(
    {
        "channel_chat_created",
        "group_chat_created",
        "left_chat_member",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "pinned_message",
        "supergroup_chat_created",
    }
)
"""Service messages, which every bot of a group gets."""


def bot_sees(world: World, message: Message) -> bool:
    """Whether a message reaches the bot: outside groups and without privacy mode all do."""
    if message.chat.kind not in {"group", "supergroup"} or not world.privacy:
        return True
    if SERVICE & message.extra.keys():
        return True
    if message.reply_to is not None and message.reply_to.sender.is_bot:
        return True
    return any(
        _is_for(world.me.username, entity.kind, utf16_slice(message.text, entity), entity.offset)
        for entity in message.entities
    )


def _is_for(username: str, kind: str, words: str, offset: int) -> bool:
    """Whether a mention names the bot, or a leading command names it or nobody."""
    if kind == "mention":
        return words[1:].lower() == username.lower()
    if kind == "bot_command" and offset == 0:
        _, at, addressee = words.partition("@")
        return not at or addressee.lower() == username.lower()
    return False
