"""A prompt in a language that isn't read is refused with that reason, and none in English or Chinese ever is."""

from __future__ import annotations

import pytest
from case_files import cases

from overpaint.instructions import compile_prompt, refusal_of
from overpaint.instructions.text import prepare
from overpaint.instructions.tongues import foreign_language

FOREIGN = {
    "French": ["Supprime l'arrière-plan", "Rends la photo plus lumineuse", "Recadre l'image en carré", "enlève le chapeau"],
    "German": ["Entferne den Hintergrund", "Mach das Bild heller", "Bitte den Hintergrund weichzeichnen", "schwarzweiß bitte"],
    "Spanish": ["Elimina el fondo", "Cambia el fondo por una playa al atardecer", "blanco y negro"],
    "Italian": ["Rimuovi lo sfondo", "Sfoca lo sfondo per favore", "bianco e nero"],
    "Portuguese": ["Remova o fundo", "Deixe a foto mais clara", "Desfoque o fundo, por favor"],
    "Dutch": ["Verwijder de achtergrond"],
    "Polish": ["Usuń tło ze zdjęcia"],
    "Swedish": ["Ta bort bakgrunden"],
    "Turkish": ["Arka planı kaldır"],
    "Indonesian": ["Hapus latar belakang foto ini"],
    "Vietnamese": ["Xóa phông nền của ảnh"],
    "Russian": ["Удали фон", "Сделай фото ярче"],
    "Ukrainian": ["Зроби фото яскравішим"],
    "Japanese": ["背景を削除してください", "写真を明るくして", "明るくして"],
    "Korean": ["배경을 제거해줘", "사진을 밝게 해주세요"],
    "Greek": ["Αφαίρεσε το φόντο"],
    "Arabic": ["أزل الخلفية"],
    "Hebrew": ["הסר את הרקע"],
    "Hindi": ["पृष्ठभूमि हटाओ"],
    "Thai": ["ลบพื้นหลัง"],
}


@pytest.mark.parametrize(("name", "prompt"), [(name, prompt) for name, prompts in FOREIGN.items() for prompt in prompts])
def test_a_language_that_is_not_read_is_named_with_the_two_that_are(name: str, prompt: str) -> None:
    refusal = refusal_of(compile_prompt(prompt))
    assert refusal is not None
    assert refusal.code == "not_understood"
    assert refusal.message.startswith(f"This looks like {name}; I read English and Chinese. What can be done:")


def test_no_english_or_chinese_case_is_taken_for_another_language() -> None:
    taken = {case.prompt: foreign_language(prepare(case.prompt).working, read=False) for case in cases()}
    assert not {prompt: code for prompt, code in taken.items() if code}


@pytest.mark.parametrize(
    "prompt", ["asdf", "hello", "42", "?!", "lorem ipsum", "the quick brown fox", "圖片中的文字の", "add the text こんにちは世界"]
)
def test_too_little_to_tell_is_not_guessed(prompt: str) -> None:
    assert foreign_language(prepare(prompt).working, read=False) is None


def test_an_identifier_is_only_loaded_where_nothing_was_read() -> None:
    import subprocess
    import sys

    told = (
        "import sys; from overpaint.instructions import compile_prompt as c;"
        "[c(p) for p in ('make it brighter', 'add a dragon', '把背景换成海边', 'asdf', 'I love this photo', '?!')];"
        "print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
