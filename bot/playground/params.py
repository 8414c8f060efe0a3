"""The parameters of one Bot API call, from JSON, form, multipart or the query string."""

import json
from dataclasses import dataclass, field

from aiohttp import web

from bot.playground.errors import ApiError, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters by name. In forms every value is text, structures are JSON text."""

    values: dict[str, object]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text, empty when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """Return a whole number, None when absent."""
        text = self.text(name).strip().strip('"')
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            raise bad_request(f'invalid "{name}" specified') from None

    def flag(self, name: str) -> bool:
        """Return a truth value; absent is false."""
        return self.text(name).strip().lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> object:
        """Return a JSON structure, None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """Read a call's parameters in any of the four ways that Telegram takes."""
    values: dict[str, object] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        values.update(await _json_body(request))
    elif request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        form = await request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read())
                value.file.close()
            elif isinstance(value, str):
                values[name] = value
    return Params(values, uploads)


async def _json_body(request: web.Request) -> dict[str, object]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: object expected as parameters")
    return body
