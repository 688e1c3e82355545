"""Run the command from a checkout: `python cli.py show --as-of 2023-09-10`."""

import pathlib

import timeline

# setup.cfg maps `events/` and `seeds/` under the one import name; here the checkout is searched.
timeline.__path__.append(str(pathlib.Path(__file__).parent))

from timeline.__main__ import main  # noqa: E402 - the path above must stand first

if __name__ == "__main__":
    main()
