"""Every setting: its environment variable (prefix SEGUE_), type, default and limit."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _beside_the_artefact() -> str:
    return f"sqlite+aiosqlite:///{user_data_path('segue') / 'segue.db'}"


class Settings(BaseSettings):
    """What an operator may choose; read once, from the environment and `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="SEGUE_", env_file=".env", extra="ignore", frozen=True
    )

    token: SecretStr = SecretStr("")
    telegram_api: HttpUrl = HttpUrl("https://api.telegram.org")

    artefact: Path = Field(default_factory=lambda: user_data_path("segue") / "artefact")
    catalogue: str = "public"
    cache: Path = Field(default_factory=lambda: user_cache_path("segue"))

    # Not shown where settings are: it may hold a password.
    database_url: str = Field(default_factory=_beside_the_artefact, repr=False)
    # How long an answer may wait for the database before it goes on without.
    database_wait_s: Annotated[float, Field(gt=0, le=30)] = 2.0
    experiment: str = "plain,hybrid"

    songs: Annotated[int, Field(ge=1, le=10)] = 5

    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr = SecretStr("")
    listen_host: str = "127.0.0.1"
    listen_port: Annotated[int, Field(ge=0, le=65535)] = 8080

    concurrent_updates: Annotated[int, Field(ge=1, le=1024)] = 64
    messages_per_second: Annotated[float, Field(gt=0, le=1000)] = 25.0
    stop_timeout_s: Annotated[float, Field(gt=0, le=60)] = 8.0

    lookup: bool = True
    lookup_timeout_s: Annotated[float, Field(gt=0, le=10)] = 2.0
    oembed_url: HttpUrl = HttpUrl("https://open.spotify.com/oembed")

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams of the experiment, each named once; fewer than two are none."""
        named = (team.strip() for team in self.experiment.split(","))
        return tuple(dict.fromkeys(team for team in named if team))
