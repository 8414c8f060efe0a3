"""Songs as a reader sees them: what was understood, then one song after the other."""

import re
from collections.abc import Sequence

from bot.kept import Standing
from bot.outcome import Name, Songs, Unsure
from bot.views import keyboards
from bot.views.card import Card
from bot.views.words import Html, Words, mark, safe, short_title
from engine.types import Recommendation, Track

GENRES = {
    "pop": mark("pop"),
    "rap": mark("rap"),
    "rock": mark("rock"),
    "latin": mark("Latin"),
    "r&b": mark("R&B"),
    "edm": mark("electronic"),
}

_SPOTIFY_ID = re.compile(r"(?!demo)[0-9A-Za-z]{22}")


def songs_card(songs: Songs, words: Words) -> Card:
    """Return songs like a seed."""
    buttons = keyboards.of_songs(words, songs)
    if not songs.picks:
        return Card(_nothing_left(songs, words), buttons)
    if songs.skip:
        heading = words.say("More songs like {seed}", seed=_seed(songs.names, words))
    else:
        heading = words.say("Songs like {seed}", seed=_seed(songs.names, words))
    if songs.by_title:
        aside = words.say("I don't have that very recording, so I went by its title.")
        heading = Html(f"{heading}\n{aside}")
    listed = song_lines(songs.picks, songs.skip, mark("{percent} alike"), words)
    return Card(with_weather(Html(f"{heading}\n\n{listed}"), songs.standing, words), buttons)


def unsure_card(unsure: Unsure, words: Words) -> Card:
    """Return the songs that a text may mean."""
    text = words.say(
        "I'm not sure which song you mean by “{query}”. Is it one of these?\n"
        "If not, send me the artist and the title, like <i>{artist} - {title}</i>.",
        query=unsure.query,
        artist=unsure.candidates[0].artist,
        title=short_title(unsure.candidates[0].title),
    )
    return Card(text, keyboards.of_candidates(words, unsure))


def song_lines(picks: Sequence[Recommendation], skip: int, alike: str, words: Words) -> Html:
    """Return songs as numbered lines; `alike` is the message that holds their {percent}."""
    lines = []
    for number, pick in enumerate(picks, start=skip + 1):
        named = words.say(
            "{title} by {artist}", title=linked(pick.track), artist=pick.track.artist
        )
        facts = [*details(pick.track, words), words.say(alike, percent=words.percent(pick.score))]
        lines.append(f"{number}. {named}\n    {', '.join(facts)}")
    return Html("\n".join(lines))


def with_weather(told: Html, standing: Standing | None, words: Words) -> Html:
    """Return songs with a remark beneath while likes are not kept."""
    if standing is None or standing.keeps:
        return told
    remark = words.say("My memory is away right now: songs still come, but likes are not kept.")
    return Html(f"{told}\n\n<i>{remark}</i>")


def linked(track: Track) -> Html:
    """Return a title as a link to Spotify; the invented songs of the demo have none."""
    title = safe(track.title)
    if not _SPOTIFY_ID.fullmatch(track.track_id):
        return Html(f"<b>{title}</b>")
    return Html(f'<a href="https://open.spotify.com/track/{track.track_id}">{title}</a>')


def details(track: Track, words: Words) -> list[Html]:
    """Return a track's genre and year, as far as known."""
    facts: list[Html] = []
    if track.genres:
        genre = track.genres[0]
        facts.append(words.say(GENRES[genre]) if genre in GENRES else safe(genre))
    if track.year is not None:
        facts.append(safe(track.year))
    return facts


def _nothing_left(songs: Songs, words: Words) -> Html:
    if songs.skip:
        return words.say("That's all I have here. Send me another song and we'll go on from it.")
    return words.say(
        "I know {seed}, but I found nothing that follows. Send me another song.",
        seed=_seed(songs.names, words),
    )


def _seed(names: Sequence[Name], words: Words) -> Html:
    return words.listing([_name(name, words) for name in names])


def _name(name: Name, words: Words) -> Html:
    match name:
        case Name("track", title, artist):
            short = short_title(title)
            return words.say("<i>{title}</i> by {artist}", title=short, artist=artist)
        case Name("album", title, ""):
            return words.say("the album <i>{title}</i>", title=title)
        case Name("album", title, artist):
            return words.say("the album <i>{title}</i> by {artist}", title=title, artist=artist)
        case Name("artist", title):
            return words.say("those of <i>{artist}</i>", artist=title)
        case Name(_, title):
            return words.say("the playlist <i>{title}</i>", title=title)
