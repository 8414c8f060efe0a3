"""Sending files: pictures and documents, uploaded or known by the id of one sent before."""

import hashlib
from dataclasses import replace

from bot.playground.errors import ApiError, bad_request
from bot.playground.params import Params, Upload
from bot.playground.sending import CAPTION_LIMIT, posted, target_room, worded
from bot.playground.world import World

PHOTO_LIMIT = 10 * 1024 * 1024


async def send_photo(world: World, params: Params) -> object:
    """Show a picture: uploaded, by address, or by the id of one sent before."""
    room = target_room(world, params)
    caption, entities = worded(params, "caption", CAPTION_LIMIT)
    sizes = [
        {"file_id": _photo_id(world, params), "file_unique_id": "u", "width": 800, "height": 800}
    ]
    message = replace(
        world.compose(room, world.me, caption), entities=entities, extra={"photo": sizes}
    )
    return posted(room, message, params)


async def send_document(world: World, params: Params) -> object:
    """Hand over a file that came with the call, or one that was sent before."""
    room = target_room(world, params)
    caption, entities = worded(params, "caption", CAPTION_LIMIT)
    given = params.text("document")
    upload = params.uploads.get(given.removeprefix("attach://") or "document")
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        given = _stored(world, "document", upload)
    elif given not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    document = {
        "file_id": given,
        "file_unique_id": "u",
        "file_name": upload.filename if upload else "file",
        "file_size": len(world.files[given]),
    }
    message = replace(
        world.compose(room, world.me, caption), entities=entities, extra={"document": document}
    )
    return posted(room, message, params)


def _photo_id(world: World, params: Params) -> str:
    given = params.text("photo")
    upload = params.uploads.get(given.removeprefix("attach://") or "photo")
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > PHOTO_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        return _stored(world, "photo", upload)
    if not given:
        raise bad_request("there is no photo in the request")
    if given not in world.files and not given.startswith(("http://", "https://")):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return given


def _stored(world: World, kind: str, upload: Upload) -> str:
    file_id = f"{kind}-{hashlib.sha256(upload.content).hexdigest()[:24]}"
    world.files[file_id] = upload.content
    return file_id
