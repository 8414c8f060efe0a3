"""What is kept, the experiment, and forgetting, in plain words."""

from collections.abc import Mapping

from bot.kept import Arena, Contest, ForgetWish, Forgotten, Match, Notice
from bot.views import keyboards
from bot.views.card import Card
from bot.views.keyboards import label
from bot.views.words import Html, Message, Words, mark

_TEAMS: Mapping[str, Message] = {
    "plain": mark("without your likes"),
    "hybrid": mark("with your likes"),
}
_NOTICES: Mapping[Notice, Message] = {
    Notice.PRIVACY: mark(
        "What I keep of a chat: who liked and disliked which song, which songs I showed and when, "
        "and the chat's settings. People and chats are numbers to me: I keep no names and nothing "
        "that anyone writes.\n\n"
        "What it is for: songs that suit you, and finding out which way to choose them is better. "
        "In a group everyone sees how many like a song, and nobody sees who, unless they "
        "themselves allow it.\n\n"
        "/likes shows your verdicts and takes them back, /export gives you all of it as a file, "
        "and /forget erases it for good."
    ),
    Notice.EXPORT_SENT: mark(
        "I've sent it to you in private: it holds the verdicts of everyone here."
    ),
    Notice.EXPORT_UNWANTED: mark(
        "It holds the verdicts of everyone here, so I send it in private only, and I may not "
        "write to you there yet. Open a chat with me, press Start, and ask me here again."
    ),
}


def notice_text(notice: Notice, words: Words) -> Html:
    """Return a notice."""
    return words.say(_NOTICES[notice])


def forget_card(wish: ForgetWish, words: Words) -> Card:
    """Return the question before anything is erased."""
    if wish.group:
        text = words.say(
            "Shall I forget your likes and dislikes in this group? There is no way back; /export "
            "gives an administrator a copy first."
        )
    else:
        text = words.say(
            "Shall I forget everything I keep of this chat: likes, dislikes, settings, and what I "
            "showed? There is no way back; /export gives you a copy first."
        )
    return Card(text, keyboards.of_forgetting(words, wish))


def forgotten_text(forgotten: Forgotten, words: Words) -> Html:
    """Return what is erased now."""
    match forgotten.what:
        case "nothing":
            return words.say("All right, nothing is forgotten.")
        case "me":
            return words.say("Done. I keep nothing of you in this group any more.")
        case "chat":
            return words.say("Done. I keep nothing of this chat any more.")


def arena_text(arena: Arena, words: Words) -> Html:
    """Return how the experiment goes."""
    if arena.here is None or arena.everywhere is None:
        return words.say("No experiment is running right now.")
    return words.say(
        "Two ways to choose songs compete in my answers, mixed so that nobody can tell. A 👍 is a "
        "point for the one that chose the song, a 👎 a point against it.\n\n"
        "<b>In this chat</b>\n{here}\n\n<b>Everywhere</b>\n{everywhere}",
        here=_contest(arena.here, words),
        everywhere=_contest(arena.everywhere, words),
    )


def _contest(contest: Contest, words: Words) -> Html:
    if not contest.answers:
        return words.say("No votes to count yet. Press 👍 or 👎 under a few answers.")
    counted = words.say("Answers with votes: {answers}", answers=contest.answers)
    return Html("\n".join([counted, *(_match(match, words) for match in contest.matches)]))


def _match(match: Match, words: Words) -> Html:
    low, high = match.interval
    told = words.say(
        "• <i>{challenger}</i> against <i>{control}</i>: won {wins}, lost {losses}, drawn {ties}; "
        "wins {chance} of the time ({low} to {high})",
        challenger=team_name(match.challenger, words),
        control=team_name(match.control, words),
        wins=match.wins,
        losses=match.losses,
        ties=match.ties,
        chance=words.percent(match.chance),
        low=words.percent(low),
        high=words.percent(high),
    )
    return Html(f"{told}\n  {_verdict(match, words)}")


def _verdict(match: Match, words: Words) -> Html:
    if not match.decided:
        return words.say("Not decided yet.")
    if match.winner is None:
        return words.say("Decided: no difference.")
    return words.say("Decided: <b>{team}</b> is better.", team=team_name(match.winner, words))


def team_name(team: str, words: Words) -> str:
    """Return what a team is called: by its use of likes, or by its model."""
    return words.plain(_TEAMS[team]) if team in _TEAMS else label(words, team)
