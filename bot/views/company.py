"""Songs for everyone in a chat, and how they are chosen."""

from collections.abc import Mapping

from bot.kept import RULES, GroupRules, GroupSongs, Served
from bot.views import keyboards
from bot.views.card import Card
from bot.views.songs import details, linked, with_weather
from bot.views.words import Html, Message, Words, mark
from engine.types import GroupRule

RULE_NAMES: Mapping[GroupRule, Message] = {
    "balancing": mark("balancing"),
    "average": mark("average"),
    "least_misery": mark("least misery"),
    "borda": mark("Borda"),
}
_RULE_SAYS: Mapping[GroupRule, Message] = {
    "balancing": mark("the next song is for whoever has had the least so far"),
    "average": mark("what all like best taken together"),
    "least_misery": mark("what nobody minds"),
    "borda": mark("each ranks the songs, and the ranks are added"),
}


def group_card(group: GroupSongs, words: Words) -> Card:
    """Return songs for all who voted."""
    buttons = keyboards.of_group(words, group)
    if not group.songs:
        nothing = words.say("That's all I have for now. Like a few more songs and ask me again.")
        return Card(nothing, buttons)
    listed = "\n".join(
        _line(number, song, words) for number, song in enumerate(group.songs, start=group.skip + 1)
    )
    told = Html(f"{_heading(group, words)}\n\n{listed}")
    return Card(with_weather(told, group.standing, words), buttons)


def rules_card(rules: GroupRules, words: Words) -> Card:
    """Return how songs are chosen for a group, and how to change that."""
    if rules.changed in ("names", "nothing"):
        return Card(_names(rules, words))
    name, says = words.say(RULE_NAMES[rules.rule]), words.say(_RULE_SAYS[rules.rule])
    if rules.changed == "rule":
        return Card(
            words.say("From now on I choose by <b>{rule}</b>: {says}.", rule=name, says=says)
        )
    ways = [
        Html(f"• <code>/group {rule.replace('_', ' ')}</code>: {words.say(_RULE_SAYS[rule])}")
        for rule in RULES
    ]
    return Card(
        words.say(
            "I don't know this way to choose. There are\n{ways}\n\n"
            "Now it is <b>{rule}</b>. <code>/group names on</code> lets me name you under "
            "a song that is for you.",
            ways=Html("\n".join(ways)),
            rule=name,
        )
    )


def _names(rules: GroupRules, words: Words) -> Html:
    if rules.named:
        return words.say(
            "I may now name you under songs in /group that are for you. That tells the others a "
            "little of what you like; to take it back: <code>/group names off</code>."
        )
    if rules.changed == "names":
        return words.say("I no longer name you under songs.")
    return words.say("I don't name you under songs. To let me: <code>/group names on</code>.")


def _heading(group: GroupSongs, words: Words) -> Html:
    if not group.standing.group:
        return words.say("More songs for you") if group.skip else words.say("Songs for you")
    rule = words.say(RULE_NAMES[group.rule])
    if group.skip:
        return words.say("More songs for all of you ({rule})", rule=rule)
    return words.say(
        "Songs for all of you ({rule}), by the votes of {members}",
        rule=rule,
        members=group.members,
    )


def _line(number: int, song: Served, words: Words) -> Html:
    track = song.pick.track
    named = words.say("{title} by {artist}", title=linked(track), artist=track.artist)
    facts = details(track, words)
    if song.everyone:
        facts.append(words.say("for all of you"))
    if song.names:
        facts.append(words.say("for {names}", names=words.listing(song.names)))
    told = Html(", ".join(facts))
    return Html(f"{number}. {named}\n    {told}" if told else f"{number}. {named}")
