"""Operations on light: how bright, how much contrast, where."""
