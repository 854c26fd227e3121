"""Prompt → plan. Text only: no pixel is looked at, and nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Iterator

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
from overpaint.instructions.keeps import Kept, kept_places
from overpaint.instructions.lexicon.lists import pattern, word_list
from overpaint.instructions.messages import has, say, word
from overpaint.instructions.page import MAX_CLAUSES
from overpaint.instructions.plainer import outright, plainer
from overpaint.instructions.readings import IMPLIED, UNREAD, WHOLLY, Reading
from overpaint.instructions.rest import all_but_kept
from overpaint.instructions.sayings import phrasebook
from overpaint.instructions.tongues import foreign_language
from overpaint.instructions.understanding import Understood, understand
from overpaint.instructions.units import language_of
from overpaint.plans import ClauseRefusal, Named, Note, Plan, Step, each_once, kinds_in

_UNREAD = ("unread", "left_over")
"""Reasons that say that a request was not understood, whatever can be done here."""

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
        return _of_the_file(plan, size[0])
    if plan.refusals and not served.open_families and len(prompt) <= MOST_FREELY:
        plan = _more_freely(plan, understood, served, has_mask) or _in_plainer_words(plan, served, has_mask) or plan
    understood.text.forget()
    if foreign := foreign_language(understood.text.working, read=bool(plan.steps)):
        return _in_another_language(plan, foreign)
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
            refusals.append(_refusal(reading, built, served, understood.language))
    if [step.operation for step in steps] == [composing.BEFORE_AFTER] and not refusals:
        built = Built(reason="one_picture", nearest="second_sent")
        refusals.append(_refusal(made[0][0], built, served, understood.language))
        steps = []
    steps = asked.one_ground(lettering.over_backgrounds(extraction.without_doubles(steps)))
    refusals += _opposed(steps, served, understood.language)
    if steps and not refusals:
        refusals += _unsaid(understood, readings, steps)
        if understood.otherwise and not refusals and readings == list(understood.readings):
            refusals.append(_ambiguous(understood, readings))
        steps = [] if refusals else steps  # the whole was not understood: no part of it runs
    read, kept = steps, Kept()
    if steps and not served.open_families:
        steps = all_but_kept(steps, [step for step in steps if _is_of_the_rest(step)], understood.constraints, served)
        kept = kept_places(understood.constraints, steps, served)
    refusals += [_unkept(phrase, understood.language) for phrase in kept.lost]
    notes += [Note("unheld", {"clause": clause}) for clause in kept.unheld if steps == read]
    refusals += _unread(understood, nothing=not steps and not refusals and not (readings and served.open_families))
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


def _refusal(reading: Reading, built: Built, catalogue: Catalogue, language: str) -> ClauseRefusal:
    facts = {"family": say(language, "family", reading.family), **(built.facts or {})}
    comma = say(language, "punctuation", "list")
    for blank, rows in (built.listed or {}).items():
        facts[blank] = comma.join(word(language, *row, default=row[1]) for row in rows)
    nearest = built.nearest or reading.family
    examples = [word(language, "scene_example", scene) for scene in (*built.near, "sea", "solid") if scene in catalogue.scenes]
    facts["scene_example"] = next(filter(None, examples), "")
    hint = say(language, "nearest", nearest if has(language, "nearest", nearest) else "any", **facts)
    return ClauseRefusal(
        code="not_understood" if built.reason in _UNREAD else "unsupported_edit",
        clause=reading.clause.original,
        family=reading.family,
        reason=say(language, "refusal", built.reason, **facts),
        nearest=hint,
    )


def _opposed(steps: list[Step], catalogue: Catalogue, language: str) -> list[ClauseRefusal]:
    """`brighter? no, darker`: two steps that go opposite ways in one place; which is meant is not for us to guess."""
    sheet = next((step for step in steps if step.operation == COLLAGE), None)
    reading = next((step for step in steps if step is not sheet and step.pictures), None)
    if sheet is not None and reading is not None:  # of the sheet, or of one of the pictures on it?
        return [_opposite(sheet, reading, language)]
    grounds = {step.operation: step for step in steps if step.operation in ("background_replace", "background_remove")}
    if list(grounds) == ["background_replace", "background_remove"]:  # the other way round the new one stays
        return [_opposite(grounds["background_replace"], grounds["background_remove"], language)]
    ways: dict[tuple[str, str], tuple[bool, Step]] = {}
    for step in steps:
        neutral = catalogue.operations[step.operation].neutral or {}
        for name, still in neutral.items():
            if not isinstance(value := step.params.get(name, still), (int, float)) or value == still:
                continue
            up, first = ways.setdefault((f"{step.operation}.{name}", str(step.where)), (value > still, step))
            if up != (value > still):
                return [_opposite(first, step, language)]
    return []


def _opposite(first: Step, second: Step, language: str) -> ClauseRefusal:
    return ClauseRefusal(
        code="ambiguous_request",
        clause=second.clause,
        family=second.family,
        reason=say(language, "refusal", "opposite", first=first.clause, second=second.clause),
        nearest=say(language, "nearest", "any"),
    )


def _ambiguous(understood: Understood, readings: list[Reading]) -> ClauseRefusal:
    """The refusal of a prompt of which two readings are about as good: both are named."""
    language = understood.language
    comma = say(language, "punctuation", "list")
    first, second = (
        comma.join(say(language, "family", family) for family in dict.fromkeys(families))
        for families in ([one.family for one in readings], understood.otherwise)
    )
    return ClauseRefusal(
        code="ambiguous_request",
        clause=understood.text.original(0, 200),
        reason=say(language, "refusal", "ambiguous", first=first, second=second or say(language, "refusal", "nothing_asked")),
        nearest=say(language, "nearest", "split"),
    )


def _unkept(phrase: str, language: str) -> ClauseRefusal:
    return ClauseRefusal(
        code="target_not_found",
        clause=phrase,
        reason=say(language, "refusal", "keep_unfound", kept=phrase),
        nearest=say(language, "nearest", "keep"),
    )


def _unread(understood: Understood, *, nothing: bool) -> list[ClauseRefusal]:
    """Refusals of what was not read: the rest of a text that is too long, or a prompt of which `nothing` came."""
    if understood.cut_short:
        return [_too_many(understood)]
    return [_not_understood(understood)] if nothing else []


def _of_the_file(plan: Plan, words: str) -> Plan:
    """The refusal of a prompt that says how large the file may be."""
    reason, nearest = (say(plan.language, table, "file_size") for table in ("refusal", "nearest"))
    refusal = ClauseRefusal(code="unsupported_edit", clause=words, reason=reason, nearest=nearest)
    return plan.model_copy(update={"steps": (), "keep": (), "notes": (), "refusals": (refusal,)})


def _in_another_language(plan: Plan, code: str) -> Plan:
    """The refusal of a prompt in a language that isn't read, said in English."""
    refusal = ClauseRefusal(
        code="not_understood",
        clause=plan.prompt[:200],
        reason=say("en", "refusal", "language", name=say("en", "language", code)),
        nearest=say("en", "nearest", "any"),
    )
    return Plan(prompt=plan.prompt, language="en", refusals=(refusal,))


def _not_understood(understood: Understood) -> ClauseRefusal:
    prompt = understood.text.original(0, 200) if understood.text.source else ""
    kept = bool(understood.forbidden or understood.keep) and not understood.readings
    reason = "only_forbidden" if kept else "not_understood" if prompt else "empty"
    return ClauseRefusal(
        code="not_understood",
        clause=prompt,
        reason=say(understood.language, "refusal", reason, prompt=prompt),
        nearest=say(understood.language, "nearest", "any"),
    )


def _too_many(understood: Understood) -> ClauseRefusal:
    return ClauseRefusal(
        code="not_understood",
        clause=understood.text.original(0, 80),
        reason=say(understood.language, "refusal", "too_many", limit=MAX_CLAUSES),
        nearest=say(understood.language, "nearest", "split"),
    )


def _partial(plan: Plan) -> Plan:
    """A plan that runs what it can and says what it leaves out."""
    if not plan.steps or not plan.refusals:
        return plan
    notes = [Note("skipped", {"clause": refusal.clause}) for refusal in plan.refusals]
    return plan.model_copy(update={"refusals": (), "skipped": plan.refusals, "notes": (*plan.notes, *notes)})
