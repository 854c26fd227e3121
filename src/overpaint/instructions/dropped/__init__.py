"""Parts of `accounting`: what a clause says that no step took, by kind."""
