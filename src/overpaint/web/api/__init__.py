"""The wire: bytes in, frozen values out, and back. `docs/api.md` is its page for users."""
