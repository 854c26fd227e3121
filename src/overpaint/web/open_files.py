"""Room for connections among this process's open files: where it runs out, nobody gets in, not even who watches the server."""

from __future__ import annotations

import logging
import resource

LOG = logging.getLogger("overpaint.web")

# Handles for all that is no connection: the database, workers' pipes, libraries.
RESERVED = 128
# A connection is one, and so is the file that its upload goes to.
EACH = 2


def room_for(connections: int) -> int:
    """Raise this process's limit as far as it needs and may; how many connections there is room for then, at most as given."""
    needed = RESERVED + EACH * connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return connections
    soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    room = max(1, (soft - RESERVED) // EACH)
    if room < connections:
        LOG.warning(
            "This process may open %d files: %d connections are taken, not %d. See `ulimit -Hn`.", soft, room, connections
        )
    return room
