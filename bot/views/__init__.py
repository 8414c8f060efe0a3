"""From outcomes to words: the only place where facts become sentences."""

from bot import kept
from bot import outcome as outcomes
from bot.kept import Kept
from bot.outcome import Outcome, Talk
from bot.views.card import Card
from bot.views.company import group_card, rules_card
from bot.views.keeping import arena_text, forget_card, forgotten_text, notice_text
from bot.views.likes import likes_card
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
            return _other_card(outcome, words)


def _other_card(outcome: Kept | Talk, words: Words) -> Card:
    match outcome:
        case kept.LikesList():
            return likes_card(outcome, words)
        case kept.GroupSongs():
            return group_card(outcome, words)
        case kept.GroupRules():
            return rules_card(outcome, words)
        case kept.ForgetWish():
            return forget_card(outcome, words)
        case kept.Forgotten():
            return Card(forgotten_text(outcome, words))
        case kept.Notice():
            return Card(notice_text(outcome, words))
        case kept.Arena():
            return Card(arena_text(outcome, words))
        case _:
            return Card(talk_card(outcome, words))
