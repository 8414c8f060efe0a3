"""What a person likes and dislikes, and what is said of a vote."""

from collections.abc import Mapping

from bot.kept import Judged, LikesList, Verdict
from bot.views import keyboards
from bot.views.card import Card
from bot.views.songs import linked
from bot.views.words import Html, Message, Words, mark

_TOASTS: Mapping[Verdict, Message] = {
    Verdict.LIKED: mark("👍 Noted: more like this."),
    Verdict.DISLIKED: mark("👎 Noted: it won't come back."),
    Verdict.TAKEN_BACK: mark("Taken back."),
}


def toast(verdict: Verdict, words: Words) -> str:
    """Return what pops up over a vote that is committed, as plain text."""
    return words.plain(_TOASTS[verdict])


def likes_card(likes: LikesList, words: Words) -> Card:
    """Return a page of likes and dislikes."""
    if not likes.judged:
        return Card(
            words.say(
                "You haven't liked or disliked a song here yet. Send me a song, and press 👍 or "
                "👎 under my answer."
            )
        )
    heading = words.say("What you like and dislike here")
    if likes.pages > 1:
        heading = words.say(
            "What you like and dislike here, page {page} of {pages}",
            page=likes.page + 1,
            pages=likes.pages,
        )
    lines = [
        Html(f"{number}. {_line(one, words)}")
        for number, one in enumerate(likes.judged, start=likes.number)
    ]
    remark = words.say("✖ takes a verdict back.")
    text = Html("\n".join([heading, "", *lines, "", remark]))
    return Card(text, keyboards.of_likes(words, likes))


def _line(judged: Judged, words: Words) -> Html:
    sign = "👍" if judged.up else "👎"
    if judged.track is None:
        gone = words.say("a song that I no longer have")
        return Html(f"{sign} {gone}")
    named = words.say(
        "{title} by {artist}", title=linked(judged.track), artist=judged.track.artist
    )
    return Html(f"{sign} {named}")
