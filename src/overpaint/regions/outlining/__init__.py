"""From roughly where something is to which pixels are it: of a box, of a person, of heat."""
