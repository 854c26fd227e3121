"""The sections of `scripts/prove`: one file each."""
