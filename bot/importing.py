"""Putting an exported chat back, from the file that /export sent."""

import json
from collections.abc import Mapping
from pathlib import Path

from storage.errors import BadExport
from storage.records import ChatId
from storage.sql import open_store


def read_file(file: Path) -> dict[str, object]:
    """Return what an exported file holds; raises BadExport."""
    try:
        exported = json.loads(file.read_text("utf-8"))
    except OSError as exc:
        raise BadExport(f"{file}: {exc.strerror}") from exc
    except ValueError as exc:
        raise BadExport(f"{file}: this is not JSON") from exc
    if not isinstance(exported, dict):
        raise BadExport(f"{file}: this is not an export of a chat")
    return exported


async def put_back(exported: Mapping[str, object], chat: int | None, url: str) -> int:
    """Put an export into `chat`, None its own, in place of what is kept of it; return its id.

    Raises BadExport for what is no export, StoreDown for a database that cannot be used.
    """
    chat_id = exported.get("chat_id") if chat is None else chat
    if not isinstance(chat_id, int):
        raise BadExport("chat_id: the export names no chat; --chat does")
    store = await open_store(url)
    try:
        await store.import_chat(ChatId(chat_id), exported)
    finally:
        await store.close()
    return chat_id
