"""The command as a plain installation has it: without pandas.

sqlite-utils loads pandas where it is installed, which takes a second and a half for each of the
many processes that make a database here. Python reads this file when its folder is on the path.
"""

from __future__ import annotations

import sys
from typing import Any

modules: dict[str, Any] = sys.modules
modules["pandas"] = None  # and so it cannot be imported
