"""Operations on the canvas: its frame, its turn, its number of pixels."""
