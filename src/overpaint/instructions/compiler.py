"""Prompt → plan. Text only: no pixel is looked at, and nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Iterator

from overpaint.instructions import refused
from overpaint.instructions.accounting import corrected, left_over, outside
from overpaint.instructions.asks import ASKED, has_sayings
from overpaint.instructions.catalogue import GEOMETRY, LAYOUT, Catalogue, installed
from overpaint.instructions.combining import COLLAGE
from overpaint.instructions.dropped.not_asked import not_asked
from overpaint.instructions.families import (
    BUILDERS,
    asked,
    backgrounds,
    composing,
    extraction,
    lettering,
    retouching,
    rewording,
    skies,
    staging,
    unlettering,
)
from overpaint.instructions.families.built import Built
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.families.removal_phrases import names_only
from overpaint.instructions.keeps import Kept, kept_places
from overpaint.instructions.lexicon.lists import pattern, word_list
from overpaint.instructions.messages import say
from overpaint.instructions.plainer import outright, plainer
from overpaint.instructions.readings import IMPLIED, UNREAD, WHOLLY, Reading
from overpaint.instructions.rest import all_but_kept
from overpaint.instructions.sayings import phrasebook
from overpaint.instructions.tongues import foreign_language
from overpaint.instructions.understanding import Understood, understand
from overpaint.instructions.units import language_of
from overpaint.plans import ClauseRefusal, Named, Note, Plan, Step, each_once, kinds_in

_DENYING = word_list("compiler.denying")
_CUT = word_list("compiler.cut")
_CUTTING = ("straighten", "horizon_level", "perspective_upright")
"""Operations that cut the picture smaller on their way to something else."""

_SENSELESS = ("amount", "no_change")
"""Reasons that no engine could do away with."""


def compile_prompt(
    prompt: str,
    *,
    images: int = 1,
    has_mask: bool = False,
    partial: bool = False,
    catalogue: Catalogue | None = None,
) -> Plan:
    """The plan of a prompt; never empty without a refusal, never raises.

    `images`: how many pictures came with it. `has_mask`: geometry is refused. `partial`: what can run is kept, refused clauses
    are listed in `skipped` (with nothing left they stay refusals). `catalogue`: what is served; by default what is installed.
    """
    prompt = prompt.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair can't be stored or sent
    served = (catalogue or installed()).with_images(images)
    if not served.open_families and (meant := outright(prompt)) != prompt:
        plan = compile_prompt(meant, images=images, has_mask=has_mask, partial=partial, catalogue=catalogue)
        told = any(note.key == "read_as" for note in plan.notes) or not plan.steps
        notes = plan.notes if told else (*plan.notes, Note("read_as", {"clause": meant}))
        return plan.model_copy(update={"prompt": prompt, "notes": notes})
    understood = understand(prompt)
    plan = _planned(prompt, understood, served, has_mask)
    if (size := _FILE_SIZE.search(prompt)) and not served.open_families:
        understood.text.forget()
        return refused.of_the_file(plan, size[0])
    if plan.refusals and not served.open_families and len(prompt) <= MOST_FREELY:
        plan = _more_freely(plan, understood, served, has_mask) or _in_plainer_words(plan, served, has_mask) or plan
    understood.text.forget()
    if foreign := foreign_language(understood.text.working, read=bool(plan.steps)):
        return refused.in_another_language(plan, foreign)
    return _partial(plan) if partial else plan


_FILE_SIZE = pattern("compiler.file_size")
"""`under 200 kB`: a matter of the answer's format, which no step has a say in."""


def get_ready() -> None:
    """Load what reading needs, a second's work: the words of every language, the ranker, the sayings."""
    for prompt in ("brighter", "亮一点"):
        compile_prompt(prompt)
        phrasebook(language_of([prompt]))


MOST_FREELY = 1000
"""Characters of the longest prompt that is read a second time."""


def _more_freely(plan: Plan, understood: Understood, served: Catalogue, has_mask: bool) -> Plan | None:
    """The plan of a refused prompt whose clauses are sayings, beside none that was refused already; None for any other."""
    ambiguous = any(refusal.code == "ambiguous_request" for refusal in plan.refusals)
    if ambiguous or understood.cut_short or not has_sayings(understood.text):
        return None
    freely = understand(plan.prompt, freely=True)
    try:
        return _freely(plan, understood, freely, served, has_mask)
    finally:
        freely.text.forget()


def _freely(plan: Plan, understood: Understood, freely: Understood, served: Catalogue, has_mask: bool) -> Plan | None:
    """The plan of the second reading, where it is one."""
    before = {(one.family, one.clause.starts) for one in understood.readings}
    refused = {refusal.clause for refusal in plan.refusals}
    others = [one for one in freely.readings if one.what != ASKED]
    as_a_whole = any(not refusal.family for refusal in plan.refusals)  # what is wrong may be any part
    if (
        (others and as_a_whole)
        or len(others) == len(freely.readings)
        or any((one.family, one.clause.starts) not in before or one.clause.original in refused for one in others)
    ):
        return None
    again = _planned(plan.prompt, freely, served, has_mask)
    return None if again.refusals else again


def _in_plainer_words(plan: Plan, served: Catalogue, has_mask: bool) -> Plan | None:
    """The plan of a refused prompt said in plainer words, none of which is refused; None for any other."""
    for words in plainer(plan.prompt):
        understood = understand(words)
        again = _planned(words, understood, served, has_mask)
        if again.refusals:
            again = _more_freely(again, understood, served, has_mask) or again
        understood.text.forget()
        if not again.refusals:
            return again.model_copy(update={"prompt": plan.prompt, "notes": (*again.notes, Note("read_as", {"clause": words}))})
    return None


def _planned(prompt: str, understood: Understood, served: Catalogue, has_mask: bool) -> Plan:
    readings = [backgrounds.set_down(backgrounds.before_own(reading, served), served) for reading in understood.readings]
    steps: list[Step] = []
    refusals: list[ClauseRefusal] = []
    notes: list[Note] = []
    made = [(reading, _build(reading, served, has_mask)) for reading in readings]
    made = asked.without_cured(made, served)
    made = staging.staged(made, understood.sentences, understood.idle, served, has_mask)
    for reading, built in _accounted(made, served):
        steps += () if backgrounds.is_soft_already(steps, built.steps) else built.steps
        notes += [Note(note, built.facts or {}) for note in built.notes]
        if built.reason:
            refusals.append(refused.of_clause(reading, built, served, understood.language))
    if [step.operation for step in steps] == [composing.BEFORE_AFTER] and not refusals:
        built = Built(reason="one_picture", nearest="second_sent")
        refusals.append(refused.of_clause(made[0][0], built, served, understood.language))
        steps = []
    steps = asked.one_ground(lettering.over_backgrounds(extraction.without_doubles(steps)))
    refusals += refused.opposed(steps, served, understood.language)
    if steps and not refusals:
        refusals += _unsaid(understood, readings, steps)
        doubtful = understood.otherwise and not refusals and readings == list(understood.readings)
        if doubtful and not (len(readings) == 1 and names_only(readings[0], served)):
            refusals.append(refused.ambiguous(understood, readings))
        steps = [] if refusals else steps  # the whole was not understood: no part of it runs
    read, kept = steps, Kept()
    if steps and not served.open_families:
        steps = all_but_kept(steps, [step for step in steps if _is_of_the_rest(step)], understood.constraints, served)
        kept = kept_places(understood.constraints, steps, served)
    refusals += [refused.unkept(phrase, understood.language) for phrase in kept.lost]
    notes += [Note("unheld", {"clause": clause}) for clause in kept.unheld if steps == read]
    refusals += refused.unread(understood, nothing=not steps and not refusals and not (readings and served.open_families))
    if steps and served.images > 1 + len(backgrounds.images_used(steps)):
        laid_out = any(step.operation == COLLAGE for step in steps)
        notes.append(Note("left_out" if laid_out else "first_image", {"images": served.images}))
    return Plan(
        prompt=prompt,
        language=understood.language,
        families=tuple(dict.fromkeys(reading.family for reading in readings)),
        steps=tuple(sorted(dict_by_meaning(steps), key=lambda step: served.operations[step.operation].kind == LAYOUT)),
        keep=kept.places,
        refusals=tuple(refusals),
        notes=each_once(notes),
    )


def _is_of_the_rest(step: Step) -> bool:
    return any(word in f" {step.clause.lower()} " for word in _REST)


_REST = word_list("compiler.rest")


def _accounted(made: list[tuple[Reading, Built]], served: Catalogue) -> Iterator[tuple[Reading, Built]]:
    """What was built, but a refusal for a clause of which all its steps leave words out."""
    for reading, built in made:
        steps = [step for other, row in made if other.clause.starts == reading.clause.starts for step in row.steps]
        words = left_over(reading, steps, served) if built.steps and not built.wholly and "strongest" not in built.notes else None
        yield reading, built if words is None else Built(reason="left_over", nearest=reading.family, facts={"words": words})


def _unsaid(understood: Understood, readings: list[Reading], steps: list[Step]) -> list[ClauseRefusal]:
    """The refusal of a prompt that corrects itself, or that has a number or colour code outside of all requests."""
    unread = next((clause.plain for clause in understood.unread), None)
    cut = next((step for step in steps if step.operation in _CUTTING), None)
    if cut is not None and (barred := next((one for one in understood.forbidden if any(word in one for word in _CUT)), None)):
        unread = unread or barred  # levelling cuts the corners off
    weather = any(one.family == "time_season_weather" for one in readings)
    denied = [one.clause.original for one in readings if weather and one.clause.words[0] in _DENYING]
    barred = (
        next(iter([*understood.forbidden, *denied]), None) if weather else None
    )  # `night, but the windows should not go dark`
    words = (
        unread
        or barred
        or _rest_of_somebody(steps)
        or not_asked(understood.sentences, readings)
        or corrected(understood.sentences)
        or outside(understood.sentences, readings, steps, understood.idle)
    )
    if words is None:
        return []
    reason = say(understood.language, "refusal", "left_over", words=words)
    nearest = say(understood.language, "nearest", "split")
    return [ClauseRefusal(code="not_understood", clause=understood.text.original(0, 200), reason=reason, nearest=nearest)]


def _rest_of_somebody(steps: list[Step]) -> str | None:
    """`the lips red and the rest black and white`: the rest is more than what is behind somebody."""
    others = {kind for step in steps for kind in kinds_in(step.where)} - {"background"}
    rest = filter(_is_of_the_rest, steps)
    behind = next((step for step in rest if isinstance(step.where, Named) and step.where.kind == "background"), None)
    return behind.clause if behind is not None and others and others <= _PARTS else None


_PARTS = frozenset(["face", "clothing", "head_hair", "bare_skin"])


def dict_by_meaning(steps: list[Step]) -> list[Step]:
    """Steps without those that would do exactly the same again."""
    return list({(step.operation, str(step.params), str(step.where), step.pictures): step for step in reversed(steps)}.values())[
        ::-1
    ]


def _build(reading: Reading, catalogue: Catalogue, has_mask: bool) -> Built:
    if reading.what == IMPLIED and not catalogue.serves(reading.family):
        return Built()
    if reading.family == GEOMETRY and has_mask:
        return Built(reason="masked_geometry", nearest="unmasked")
    if reading.rule == WHOLLY and catalogue.serves(reading.family):  # every word of such a clause is accounted for
        return composing.build(reading, catalogue) if reading.family == composing.FAMILY else skies.build(reading, catalogue)
    if reading.family == composing.FAMILY and (placed := backgrounds.before_picture(reading, catalogue)):
        return placed
    quoted = reading.family == lettering.FAMILY and reading.what == UNREAD and bool(reading.clause.quotes)
    if quoted and catalogue.serves(reading.family):  # every word of such a clause is accounted for where it is built
        return lettering.build(reading, catalogue)
    if reading.doable == "no":
        return Built(reason="generative", nearest=reading.family)
    if not catalogue.serves(reading.family):
        return Built(reason="unsupported", nearest=reading.family)
    if reading.what == UNREAD and reading.family not in (retouching.FAMILY, GEOMETRY):
        return Built() if catalogue.assumes(reading.family) else Built(reason="unread", nearest=reading.family)
    builder = asked.build if reading.what == ASKED else BUILDERS.get(reading.family, build_by_slots)
    built = builder(reading, catalogue)
    if reading.family in extraction.BY_MASK:
        built = extraction.at_the_mask(built, reading, catalogue, has_mask)
    if reading.family == lettering.FAMILY and has_mask:
        built = lettering.inside_the_mask(built)
    if has_mask and any(_changes_canvas(step, catalogue) for step in built.steps):
        return Built(reason="masked_geometry", nearest="unmasked")
    if reading.family == rewording.FAMILY and has_mask:
        built = rewording.in_the_mask(built)
    if reading.family == unlettering.FAMILY:
        built = unlettering.at_the_mask(built, reading, catalogue, has_mask)
    return Built() if built.reason not in ("", *_SENSELESS) and catalogue.assumes(reading.family) else built


def _changes_canvas(step: Step, catalogue: Catalogue) -> bool:
    return catalogue.operations[step.operation].kind in (GEOMETRY, LAYOUT)


def _partial(plan: Plan) -> Plan:
    """A plan that runs what it can and says what it leaves out."""
    if not plan.steps or not plan.refusals:
        return plan
    notes = [Note("skipped", {"clause": refusal.clause}) for refusal in plan.refusals]
    return plan.model_copy(update={"refusals": (), "skipped": plan.refusals, "notes": (*plan.notes, *notes)})
