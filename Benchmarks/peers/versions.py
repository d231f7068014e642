"""Prints, as a JSON list, the versions of Python and of those libraries of requirements.txt that are installed."""

import json
import pathlib
import platform
from importlib import metadata


def main():
    found = [f"Python {platform.python_version()}"]
    for line in (pathlib.Path(__file__).parent / "requirements.txt").read_text().split():
        name = line.split("==")[0]
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            pass
    print(json.dumps(found))


if __name__ == "__main__":
    main()
