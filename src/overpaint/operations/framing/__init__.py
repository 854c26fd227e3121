"""Operations on what surrounds a picture: borders, frames, corners, room."""
