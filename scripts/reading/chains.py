"""Several labelled requests written one after the other, as people chain them: text that is made, not written."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from reading.texts import Text

_JOINTS = {
    "zh": ("，", "，再", "，并且", "。", "；", "，然后", "，顺便", "、", " "),
    "en": (" and ", ", ", ", and ", " then ", ". ", " also ", "; ", " & ", "\n", " "),
}
_CJK = re.compile("[\u3400-\u9fff]")
_LONGEST = 90
_LOWERED = 0.7


def chains(texts: Sequence[Text], count: int, seed: int) -> list[Text]:
    """`count` chains of two or three texts of one language each; the first may ask nothing."""
    rnd = random.Random(seed)
    short = [text for text in texts if len(text.prompt) <= _LONGEST and not set(text.prompt) & set('"“”「」\n')]
    by_language = {"zh": [text for text in short if _CJK.search(text.prompt)]}
    by_language["en"] = [text for text in short if text not in set(by_language["zh"])]
    asking = {language: [text for text in rows if text.asked] for language, rows in by_language.items()}
    made = []
    for _ in range(count):
        first = rnd.choice(short)
        language = "zh" if _CJK.search(first.prompt) else "en"
        made.append(_chained([first, *rnd.sample(asking[language], rnd.choice((1, 1, 2)))], language, rnd))
    return made


def _chained(parts: list[Text], language: str, rnd: random.Random) -> Text:
    prompt = ""
    for part in parts:
        more = part.prompt
        if prompt:
            joint = rnd.choice(_JOINTS[language])
            if language == "en" and joint != ". " and rnd.random() < _LOWERED:
                more = more[0].lower() + more[1:]
            prompt = prompt.rstrip(".。!！,， ") + joint
        prompt += more
    asked = tuple(one for part in parts for one in part.asked)
    kept = tuple(words for part in parts for words in part.kept)
    forbidden = tuple(words for part in parts for words in part.forbidden)
    sources = "&".join(sorted({part.source for part in parts}))
    return Text(prompt, asked, kept, forbidden, f"chain&{sources}")
