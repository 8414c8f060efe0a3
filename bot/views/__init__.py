"""From outcomes to words: the only place where facts become sentences."""

from bot import outcome as outcomes
from bot.outcome import Outcome
from bot.views.card import Card
from bot.views.moods import mood_songs_card, mood_unclear_card
from bot.views.songs import songs_card, unsure_card
from bot.views.talk import talk_card
from bot.views.words import Words


def card_of(outcome: Outcome, words: Words) -> Card:
    """Return the message that tells an outcome."""
    match outcome:
        case outcomes.Songs():
            return songs_card(outcome, words)
        case outcomes.Unsure():
            return unsure_card(outcome, words)
        case outcomes.MoodSongs():
            return mood_songs_card(outcome, words)
        case outcomes.MoodUnclear():
            return mood_unclear_card(outcome, words)
        case _:
            return Card(talk_card(outcome, words))
