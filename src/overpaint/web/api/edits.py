"""`POST /v1/images/edits`: the one endpoint that all the others stand around."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event as Flag

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.editing import Account
from overpaint.engines.base import Partial
from overpaint.engines.carrying import Event, Finished
from overpaint.web.api.answer import EditAnswer, answer
from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import ApiContext, context_of
from overpaint.web.api.edit_reader import EditReader
from overpaint.web.api.event_stream import EventStream
from overpaint.web.api.events import Events
from overpaint.web.api.form import EditForm
from overpaint.web.api.live_edit import LiveEdit
from overpaint.web.api.openapi import error_responses
from overpaint.web.request_id import current_request_id

router = APIRouter(tags=["images"])


@router.post(
    "/v1/images/edits",
    summary="Edit Image",
    operation_id="editGptImage2",
    response_model=EditAnswer,
    response_description="Image edited successfully.",
    responses={200: {"content": {EventStream.media_type: {"schema": {"type": "string"}}}}, **error_responses()},
)
async def edit_image(request: Request) -> Response:
    """Edit an image by a text prompt. Accepts a multipart/form-data body with up to 16 images (`image[]`)."""
    context, caller = context_of(request), caller_of(request)
    async with AsyncExitStack() as held:
        reader = await held.enter_async_context(EditReader(context, caller))
        form, edit_request = await reader.read(request)
        account = Account(context.accounts, caller, current_request_id(), form.user, form.safety_identifier)

        def run(cancelled: Flag) -> Iterator[Event]:
            return editing.edit(
                edit_request, engines=context.engines, cancelled=cancelled, account=account, admissions=context.admissions
            )

        if not form.stream:
            return await _whole(request, context, form, edit_request, run)
        edit = LiveEdit(request, context.edit_threads, run, lambda event: form.progress or isinstance(event, Partial))
        await held.enter_async_context(edit)
        stream = EventStream(edit, Events(edit_request))
        await stream.begin()
        stream.hold(held.pop_all())
        return stream


async def _whole(
    request: Request, context: ApiContext, form: EditForm, edit_request: EditRequest, run: Callable[[Flag], Iterator[Event]]
) -> Response:
    """The edit, in a thread. A client that goes away cancels it."""

    def made(cancelled: Flag) -> Response:
        finished = [event for event in run(cancelled) if isinstance(event, Finished)][-1]
        return answer(form, edit_request, finished)

    async with _cancelled_with(request) as cancelled:
        return await to_thread.run_sync(made, cancelled, limiter=context.edit_threads)


@asynccontextmanager
async def _cancelled_with(request: Request) -> AsyncIterator[Flag]:
    """A flag that is set when the client goes away, or when the block is left for any reason."""
    cancelled = Flag()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        cancelled.set()

    watcher = asyncio.create_task(watch())
    try:
        yield cancelled
    finally:
        cancelled.set()
        watcher.cancel()
