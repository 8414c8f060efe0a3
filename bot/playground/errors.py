"""What the playground answers when a call is refused, in Telegram's words."""

from collections.abc import Mapping


class ApiError(Exception):
    """A refusal: HTTP status, description and, for floods and migrations, parameters."""

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def json(self) -> dict[str, object]:
        """Return the Bot API's error answer."""
        record: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            record["parameters"] = self.parameters
        return record


def bad_request(reason: str) -> ApiError:
    """Return a 400."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return a 403."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """Return a 409."""
    return ApiError(409, f"Conflict: {reason}")


def flood(retry_after_s: int) -> ApiError:
    """Return a 429."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s}
    )
