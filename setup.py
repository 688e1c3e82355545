"""Builds the compiled core, where there is a compiler. All else is said in setup.cfg."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from setuptools import Extension, setup

# With TIMELINE_PURE=1 nothing is compiled; and where compiling fails, the package is without it.
WANTED = os.environ.get("TIMELINE_PURE", "") in ("", "0")
if sys.platform == "win32":
    OPTIONS = ["/std:c++20", "/O2", "/EHsc"]
else:
    OPTIONS = ["-std=c++20", "-O2", "-g0", "-fvisibility=hidden", "-Wall", "-Wextra"]

CORE = Extension(
    "timeline._core",
    sources=["core/whole.cpp"],
    depends=sorted(path.as_posix() for path in Path("core").glob("*.[ch]pp")),
    language="c++",
    # Every index of a vector, an array or a text is checked by the standard library.
    define_macros=[
        ("_GLIBCXX_ASSERTIONS", "1"),
        ("_LIBCPP_HARDENING_MODE", "_LIBCPP_HARDENING_MODE_FAST"),
    ],
    extra_compile_args=OPTIONS,
    optional=True,
)

setup(ext_modules=[CORE] if WANTED else [])
