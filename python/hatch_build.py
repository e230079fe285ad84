"""Puts the program into a wheel and says for which system the wheel is.

VSSLOG_PROGRAM_FILE is the program, VSSLOG_PLATFORM the platform tag of the wheel. Without them the wheel
carries no program and looks for `vsslog` on PATH: so does what is built from the sdist.
"""

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        program, platform = os.environ.get("VSSLOG_PROGRAM_FILE"), os.environ.get("VSSLOG_PLATFORM")
        if not program and not platform:
            return
        if not program or not platform:
            raise ValueError("VSSLOG_PROGRAM_FILE and VSSLOG_PLATFORM go together")
        name = "vsslog.exe" if platform.startswith("win") else "vsslog"
        build_data["force_include"][os.path.abspath(program)] = f"vsslog/_bin/{name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
