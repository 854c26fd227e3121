"""Operations that take something out of the picture."""
