"""Free text to ranked tracks, the way people really type.

`titles` asks in order: `wrapping` strips the chatter, `keys` finds exact names, `ngrams` and
`ranking` find candidates, `likeness` compares them, `verdict` says how sure that is, and `doubt`
(with the catalogue's `words`) whether another name was meant; `keyboard` mends the wrong layout,
`artists` finds a name that is no title, and `byline` the artist beside one.
"""

from engine.search.titles import Match, Matches, TitleSearch, Verdict

__all__ = ["Match", "Matches", "TitleSearch", "Verdict"]
