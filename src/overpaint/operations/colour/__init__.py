"""Operations on colour: hue, saturation, white balance, black and white."""
