"""Azure OpenAI: OpenAI's body at a deployment's own address, with the key in a header of its own.

Read from Microsoft's reference of the call (learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e, Image edit API).
"""

from __future__ import annotations

from urllib.parse import quote

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors.base import Ask, Call
from overpaint.engines.upstream.vendors.openai import OpenAI, fields, files


class Azure(OpenAI):
    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        deployment = f"{upstream.url}/openai/deployments/{quote(upstream.model, safe='')}"
        url = f"{deployment}/images/edits?api-version={upstream.api_version}"
        return Call(url, self.headers(key), fields(ask, upstream), files(ask))

    def headers(self, key: str | None) -> dict[str, str]:
        return {"api-key": key} if key else {}
