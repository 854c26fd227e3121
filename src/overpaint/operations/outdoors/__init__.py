"""Operations that give a photograph taken outdoors another hour, season or weather."""
