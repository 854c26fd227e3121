"""The console at /console: a playground for edits and the admin's pages, for people and not for programs.

Server-rendered pages, forms that work without scripts, ES modules where pixels are touched; no build step, nothing from outside.
`gate.Console` stands before every page: it is closed unless `routes.py` says otherwise. `docs/console.md` is its page for users.
"""
