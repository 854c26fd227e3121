"""Operations on what stands behind the subject."""
