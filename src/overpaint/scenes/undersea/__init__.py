"""Light in the sea, seen from within: what water takes and gives back, shafts, the surface from below, sand, drifting specks."""
