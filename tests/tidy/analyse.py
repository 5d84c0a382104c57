#!/usr/bin/env python3
"""clang-tidy 19 over the sources that a build compiles, tests left out.   analyse.py --build DIR [FILE ...]

DIR is a build directory of the preset clang: clang-tidy cannot read what another compiler precompiled.
"""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
import cases  # noqa: E402


def sources(build):
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    found = {Path(command["file"]) for command in commands}
    return sorted(f for f in found if f.is_relative_to(ROOT / "src") or f.is_relative_to(ROOT / "cmd")
                  if not f.name.endswith("_test.cpp"))


def findings(build, source):
    done = subprocess.run(["clang-tidy-19", "--quiet", "-p", str(build), str(source)],
                          capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if ": error: " in line or ": warning: " in line]
    if done.returncode != 0 and not lines:
        lines = [done.stderr.strip() or f"clang-tidy-19 ended with {done.returncode}"]
    return sorted(set(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    files = [f.resolve() for f in arguments.files] or sources(arguments.build)
    with ThreadPoolExecutor(cpu_count()) as pool:
        found = list(pool.map(lambda f: findings(arguments.build, f), files))
    return cases.report("clang_tidy", [(str(f.relative_to(ROOT)), lines) for f, lines in zip(files, found)])


if __name__ == "__main__":
    sys.exit(main())
