"""HTTP: `app.py` composes, `server.py` runs, `api/` holds routes, wire schema and errors. Nothing below this room knows of it."""
