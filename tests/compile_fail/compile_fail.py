#!/usr/bin/env python3
"""Compiles pieces that must not compile.

Each *.cpp beside this file has a line `// expect: REGEX` and keeps its wrong part out of the way of `#ifdef CONTROL`.
With -DCONTROL it has to compile; without, it has to fail with an error that REGEX matches. So neither a typing error
nor an unrelated fault can pass for the protection that is meant.
"""

import re
import shutil
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

COMPILERS = ("g++", "clang++-19")  # those that are installed are asked


def compile_one(compiler, path, control, include=ROOT / "src"):
    """Answers (compiled, what the compiler said)."""
    command = [compiler, "-std=c++23", "-fsyntax-only", "-fdiagnostics-color=never", f"-I{include}", str(path)]
    if control:
        command.insert(1, "-DCONTROL")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def faults(compiler, path):
    """What is wrong with the case, as texts."""
    expected = re.search(r"^// expect: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    if not expected:
        return [f"{path}:1: has no line '// expect: REGEX'"]
    compiled, said = compile_one(compiler, path, control=True)
    if not compiled:
        return [f"{path}:1: does not compile with -DCONTROL, so its failing proves nothing:\n{said}"]
    compiled, said = compile_one(compiler, path, control=False)
    if compiled:
        return [f"{path}:1: compiles, and must not"]
    errors = "\n".join(line for line in said.splitlines() if "error:" in line or "static assertion" in line)
    if not re.search(expected[1], errors):
        return [f"{path}:1: fails, but no error matches {expected[1]!r}:\n{said}"]
    return []


def main():
    compilers = [c for c in COMPILERS if shutil.which(c)]
    jobs = [(compiler, path) for path in sorted(HERE.glob("*.cpp")) for compiler in compilers]
    with ThreadPoolExecutor(cpu_count()) as pool:
        found = list(pool.map(lambda job: faults(*job), jobs))
    names = [f"{path.stem}[{compiler}]" for compiler, path in jobs]
    return cases.report("compile_fail", list(zip(names, found)))


if __name__ == "__main__":
    sys.exit(main())
