#!/usr/bin/env python3
"""Holds the house rules (CONTRIBUTING.md) against the tree.   tidy.py [--root DIR] [CHECK ...]"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import architecture  # noqa: E402
import cases  # noqa: E402
import statuses  # noqa: E402
import style  # noqa: E402
from source import Tree  # noqa: E402

CHECKS = {check.__name__: check for part in (architecture, statuses, style) for check in part.CHECKS}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=HERE.parent.parent)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    arguments = parser.parse_args()
    unknown = [name for name in arguments.checks if name not in CHECKS]
    if unknown:
        parser.error(f"no such check: {', '.join(unknown)}")
    tree = Tree(arguments.root)
    return cases.report("tidy", [(name, [str(finding) for finding in CHECKS[name](tree)])
                                 for name in arguments.checks or CHECKS])


if __name__ == "__main__":
    sys.exit(main())
