"""`POST /v1/images/edits`: the one endpoint that all the others stand around."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from overpaint import editing
from overpaint.canvas import Picture
from overpaint.editing import Account
from overpaint.engines.base import Partial
from overpaint.engines.carrying import Finished
from overpaint.web.api.address import address_of
from overpaint.web.api.answer import EditAnswer, answer
from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import context_of
from overpaint.web.api.edit_reader import EditReader
from overpaint.web.api.event_stream import EventStream
from overpaint.web.api.events import Events
from overpaint.web.api.form import EditForm
from overpaint.web.api.leaving import cancelled_with
from overpaint.web.api.live_edit import LiveEdit
from overpaint.web.api.openapi import error_responses
from overpaint.web.api.queue import Queue
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
    """Edit an image by a text prompt. Takes a multipart/form-data body with up to 16 images (`image[]`), or the same as JSON."""
    context, caller = context_of(request), caller_of(request)
    editing.check_room(editing.allowed_engines(context.engines, caller.group), context.admissions, caller.key_id)
    async with AsyncExitStack() as held:
        reader = await held.enter_async_context(EditReader(context, caller))
        form, edit_request = await reader.read(request)
        account = Account(context.accounts, caller, current_request_id(), form.user, form.safety_identifier)

        cancelled = await held.enter_async_context(cancelled_with(request))
        queue = Queue()
        events = editing.edit(
            edit_request,
            engines=context.engines,
            cancelled=cancelled,
            account=account,
            admissions=context.admissions,
            waits=queue,
            planner=context.planner,
            policy=context.policy,
        )
        if not form.stream:

            def made() -> Response:
                finished = [event for event in events if isinstance(event, Finished)][-1]
                return answer(form, edit_request, finished, partial(_link, request, form), context.outbox)

            response = await to_thread.run_sync(made, limiter=context.edit_threads)
            response.headers.update(queue.headers)
            return response
        edit = LiveEdit(events, cancelled, context.edit_threads, lambda event: form.progress or isinstance(event, Partial))
        if form.progress:
            queue.tell(edit.waits)
        await held.enter_async_context(edit)
        stream = EventStream(edit, Events(edit_request), queue, context.outbox)
        await stream.begin()
        stream.hold(held.pop_all())
        return stream


def _link(request: Request, form: EditForm, picture: Picture) -> str:
    """Keeps an answer, and gives the link that leads to it."""
    context = context_of(request)
    base = context.settings.public_url or address_of(request)
    return context.links.keep(picture.data, form.output_format, base)
