"""Operations on old photographs."""
