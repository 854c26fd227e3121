"""Operations that add what a film, a lens or a layout program adds: grain, glow, shadows, outlines, motion."""
