"""What the operator holds every edit to, if they want that: pictures that are not made (`moderation`), and what is
written into those that are (`provenance`). Off by default.

docs/policy.md says what each can and can't do; docs/decisions/0028 why it is so.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event as Flag

from overpaint.canvas import EditRequest
from overpaint.engines.base import Partial
from overpaint.engines.carrying import Event, Finished
from overpaint.policy.moderation import Moderator
from overpaint.policy.provenance import Signer
from overpaint.settings import Settings

__all__ = ["Policy", "open_policy"]


@dataclass(frozen=True)
class Policy:
    """`moderator`: who looks at what is given and made; `signer`: who signs it. None: nobody."""

    moderator: Moderator | None = None
    signer: Signer | None = None

    def begin(self, request: EditRequest, cancelled: Flag) -> None:
        """Raises Refusal `moderation_blocked` for a picture that is not edited, EngineUnavailable, InvalidImage, Cancelled."""
        if self.moderator is not None:
            self.moderator.check_given(request, cancelled)

    def passed(self, event: Event, request: EditRequest, cancelled: Flag) -> Event:
        """What is given out of an event. Raises as `begin`, and EngineError for an answer that can't be signed."""
        if self.moderator is not None and isinstance(event, Partial):
            self.moderator.check_made((event.data,), request, cancelled)
        if self.moderator is not None and isinstance(event, Finished):
            self.moderator.check_made(tuple(dict.fromkeys(one.data for one in event.pictures)), request, cancelled)
        if self.signer is not None and isinstance(event, Finished):
            return self.signer.signed(event, request)  # last: any byte that changes later breaks it
        return event

    def missing(self) -> tuple[str, ...]:
        """What must still be provided before an edit can work, in words that name the cure."""
        return () if self.moderator is None else self.moderator.missing()

    def close(self) -> None:
        if self.moderator is not None:
            self.moderator.close()


def open_policy(settings: Settings, *, here: bool = False) -> Policy:
    """As the settings say. `here`: pixels are worked on in the calling process. Raises ConfigurationError."""
    signer = Signer.of(settings)
    return Policy(Moderator.of(settings, here=here) if settings.moderation else None, signer)
