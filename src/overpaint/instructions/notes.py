"""What rooms that know no language have to say, told in one."""

from __future__ import annotations

from overpaint.instructions.messages import say
from overpaint.instructions.place_words import place_words
from overpaint.plans import Note


def tell(language: str, note: Note) -> str:
    """A note in a sentence; places in it become words."""
    facts = {
        name: fact if isinstance(fact, (str, int, float)) else place_words(fact, language) for name, fact in note.facts.items()
    }
    return say(language, "note", note.key, **facts)


def can_tell(language: str, note: Note) -> bool:
    """Whether a note has a sentence here, and the facts that its blanks need."""
    try:
        return bool(tell(language, note))
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return False
