"""Operations on what is small in a picture: its edges, its grain, the veil before it."""
