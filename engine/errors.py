"""What can go wrong in the engine.

::

    EngineError
    ├── ArtefactError        the artefact folder cannot be served
    │   ├── ArtefactMissing  there is none at that path
    │   ├── ArtefactVersion  it was written by another format version
    │   ├── ArtefactDamaged  a file of it is absent or altered
    │   └── PlaceTaken       something else is where an artefact should be written
    └── UnknownModel         no model of that name is in the artefact

Errors carry facts; whoever shows them chooses the words.
"""

from collections.abc import Sequence
from pathlib import Path


class EngineError(Exception):
    """The engine cannot do what it was asked."""


class ArtefactError(EngineError):
    """The artefact folder at `path` cannot be served."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class ArtefactMissing(ArtefactError):
    """There is no artefact at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"no artefact at {path}")


class ArtefactVersion(ArtefactError):
    """The artefact was written in format `found`; this program reads `expected`."""

    def __init__(self, path: Path, found: object, expected: int) -> None:
        super().__init__(
            path, f"{path} has artefact format {found!r}; this version reads format {expected}"
        )
        self.found = found
        self.expected = expected


class ArtefactDamaged(ArtefactError):
    """The file `name` of the artefact is absent, cut short or altered."""

    def __init__(self, path: Path, name: str, reason: str) -> None:
        super().__init__(path, f"{path / name}: {reason}")
        self.name = name
        self.reason = reason


class PlaceTaken(ArtefactError):
    """What is at `path` is no artefact, and will not be replaced by one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, f"{path} is not an artefact folder; name an empty or a new one, or remove it"
        )


class UnknownModel(EngineError):
    """The artefact has no model called `name`."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"no model {name!r}; there are {', '.join(known)}")
        self.name = name
        self.known = tuple(known)
