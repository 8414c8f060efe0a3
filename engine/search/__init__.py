"""Free text to ranked tracks, the way people really type.

`titles` asks in order: `wrapping` strips the chatter, `keys` finds exact names, `ngrams` and
`ranking` find candidates, `likeness` compares them, `verdict` says how sure that is; `keyboard`
mends the wrong layout and `artists` finds a name that is no title.
"""

from engine.search.titles import Match, Matches, TitleSearch, Verdict

__all__ = ["Match", "Matches", "TitleSearch", "Verdict"]
