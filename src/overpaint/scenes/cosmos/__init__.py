"""Stars, clouds of gas, galaxies and planets, as HDR radiance. Scenes share it; it knows no scene."""
