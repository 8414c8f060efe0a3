"""Free text to ranked tracks, the way people really type.

`titles` asks an `index` in order: `wrapping` strips the chatter, `keys` finds exact names, in any
order of words, `ngrams` and `ranking` find candidates, `likeness` and `within` compare them,
`verdict` says how sure that is, and `doubt` (with the catalogue's `words`) whether another name
was meant; `versions` reads "remix" and the like, `keyboard` mends the wrong layout, `sounds` hears
English in Russian letters, `artists` finds a name that is no title, `byline` the artist beside
one, and `offers` gathers what to show where no single song is meant.
"""

from engine.search.titles import Match, Matches, TitleSearch, Verdict

__all__ = ["Match", "Matches", "TitleSearch", "Verdict"]
