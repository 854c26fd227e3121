"""From a frame (act and slots) to readings (families). One module for acts that share questions; `ACTS` lists them all.

A function returns None where its shape makes no sense after all, so that the next shape is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from overpaint.instructions.acts import adding, bare, canvas, changing, making, people, removing, repairing, reworking, toning
from overpaint.instructions.readings import Frame, Readings

Act = Callable[[Frame], Readings | None]

ACTS: Mapping[str, Act] = {
    "remove": removing.remove,
    "crop_out": removing.crop_out,
    "extract": removing.extract,
    "add": adding.add,
    "use": adding.use,
    "against": adding.against,
    "write": adding.write,
    "give": adding.give,
    "equip": adding.equip,
    "replace": changing.replace_thing,
    "use_for": changing.use_for,
    "change": changing.change,
    "alter": changing.alter,
    "translate": reworking.translate,
    "recolour": reworking.recolour,
    "make": making.make,
    "be": making.be,
    "adjust": toning.adjust,
    "adjust_up": toning.adjust,
    "adjust_down": toning.adjust,
    "increase": toning.adjust,
    "decrease": toning.adjust,
    "improve": toning.improve,
    "invert": toning.invert,
    "fault": toning.fault,
    "blur": repairing.blur,
    "restore": repairing.restore,
    "upscale": repairing.upscale,
    "colourise": repairing.colourise,
    "crop": canvas.crop,
    "trim": canvas.trim,
    "rotate": canvas.rotate,
    "flip": canvas.flip,
    "straighten": canvas.straighten,
    "resize": canvas.resize,
    "enlarge": canvas.resize,
    "shrink": canvas.resize,
    "move": canvas.move,
    "fit": canvas.fit,
    "tinted": reworking.tinted,
    "make_version": reworking.version,
    "retouch": people.retouch,
    "pose": people.pose,
    "pose_part": people.pose_part,
    "wear": people.wear,
    "place": adding.place,
    "strip": removing.strip,
    "unback": removing.unback,
    "dress": people.dress,
    "face_swap": people.combine,
    "combine": people.combine,
    "photoshop": people.photoshop,
    "say": reworking.say,
    "be_in": adding.be_in,
    "have": adding.have,
    "there": adding.there,
    "more": adding.more,
    "stylise": reworking.stylise,
    "zoom": canvas.zoom,
    "in_colour": reworking.in_colour,
    "infuse": reworking.infuse,
    "typeset": reworking.typeset,
    "rebuild": reworking.rebuild,
    "tone": toning.tone_verb,
    "spoil": reworking.spoil,
    "help": bare.help_with,
    "fun": people.imagine,
    "imagine": people.imagine,
}
