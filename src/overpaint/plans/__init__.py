"""The vocabulary of edits that every room shares: what to do, where, with which pictures. Pure data: no numpy, no pixels.

A plan is JSON in and out: `Plan.model_dump_json()` and `Plan.model_validate_json()` are each other's inverse.
"""

from __future__ import annotations

from overpaint.plans.note import Note, each_once
from overpaint.plans.picture import OwnPicture, PictureRef, SentPicture
from overpaint.plans.plan import PLAN_VERSION, ClauseRefusal, Plan, RefusalCode, Step
from overpaint.plans.where import (
    TEXT,
    Both,
    Coloured,
    Minus,
    Named,
    Order,
    Pick,
    Sent,
    Side,
    Sides,
    Text,
    Union,
    Where,
    Whole,
    kinds_in,
    places_in,
)

__all__ = [
    "PLAN_VERSION",
    "TEXT",
    "Both",
    "ClauseRefusal",
    "Coloured",
    "Minus",
    "Named",
    "Note",
    "Order",
    "OwnPicture",
    "Pick",
    "PictureRef",
    "Plan",
    "RefusalCode",
    "Sent",
    "SentPicture",
    "Side",
    "Sides",
    "Step",
    "Text",
    "Union",
    "Where",
    "Whole",
    "each_once",
    "kinds_in",
    "places_in",
]
