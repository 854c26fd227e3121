"""Operations on several pictures of a request."""
