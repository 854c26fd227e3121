"""Operations on style: pictures made to look made."""
