"""Every setting: its environment variable (prefix SEGUE_), type, default and limit."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
