"""Every route of the application, as the application itself has them."""

from pathlib import Path

from fastapi.routing import iter_route_contexts

from overpaint.settings import Settings
from overpaint.web.app import OPEN, create_app

APP = create_app(Settings(data_dir=Path("unused"), engine="echo"), engines=(), accounts=None)

# (method, path); HEAD and OPTIONS, which no route declares, come with the others.
ROUTES = sorted(
    (method, route.path.replace(":path", "")) for route in iter_route_contexts(APP.routes) for method in route.methods - {"HEAD"}
)


def is_open(method: str, path: str) -> bool:
    return method == "GET" and path in OPEN
