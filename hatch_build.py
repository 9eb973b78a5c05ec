"""A wheel carries the built web app; an editable installation leaves it to `./luopan`."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            sys.path.insert(0, str(Path(self.root, "tools")))
            import build_web

            build_web.build()
            build_data["artifacts"].append("src/luopan/web/")
