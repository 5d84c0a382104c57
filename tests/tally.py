#!/usr/bin/env python3
"""Counts what ctest ran, case by case, and names what failed.

  tally.py programs BUILD_DIR < ctest's --show-only=json-v1     the build targets of the listed tests
  tally.py report RESULTS_DIR                                   failures, then "N passed, N failed"

RESULTS_DIR holds list.json (what was to run), ctest.xml (how each entry ended) and cases/*.json (cases of the entries
that count them, in GoogleTest's form, named after the program or after the entry). An entry that counts no cases
counts as one.
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from pathlib import Path

OUTPUT_LINES = 60  # of an entry that failed without saying which case


@dataclass
class Tally:
    passed: int = 0
    skipped: int = 0
    failures: list = field(default_factory=list)  # (name, text)


def programs(listing, build_dir):
    """Paths below build_dir of the programs that the listed tests run; they are names of ninja targets.

    ctest does not tell the command of a program that is not built yet, so it is read where ctest reads it.
    """
    build_dir = os.path.realpath(build_dir)
    commands = {}
    for path in Path(build_dir).rglob("CTestTestfile.cmake"):
        for name, command in re.findall(r"^add_test\(\[=*\[(.*?)\]=*\] (.*)\)$", path.read_text(), re.MULTILINE):
            commands[name] = re.findall(r'"([^"]*)"', command)
    found = set()
    for test in listing["tests"]:
        for part in commands.get(test["name"], []):
            path = os.path.realpath(part) if os.path.isabs(part) else ""
            if path.startswith(build_dir + os.sep):
                found.add(os.path.relpath(path, build_dir))
    return sorted(found)


def entries(listing, junit):
    """For each test of the list: name, program, state ('run', 'fail', 'disabled', 'missing') and output."""
    ended = {case.get("name"): case for case in junit.iter("testcase")} if junit is not None else {}
    for test in listing["tests"]:
        command = test.get("command", [])
        program = os.path.basename(command[0]) if command else test["name"]
        case = ended.get(test["name"])
        state = "missing" if case is None else case.get("status", "fail")
        output = "" if case is None else (case.findtext("system-out") or "")
        yield test["name"], program, state, output


def add_cases(tally, document):
    """Adds one file in GoogleTest's form; answers how many of its cases failed."""
    failed = 0
    for suite in document.get("testsuites", []):
        for case in suite.get("testsuite", []):
            name = f'{suite["name"]}.{case["name"]}'
            if case.get("failures"):
                failed += 1
                tally.failures.append((name, "\n".join(f.get("failure", "") for f in case["failures"])))
            elif case.get("result") in ("SKIPPED", "SUPPRESSED") or case.get("status") == "NOTRUN":
                tally.skipped += 1
            else:
                tally.passed += 1
    return failed


def take_cases(cases, *stems):
    """Takes from `cases` the first file whose stem is one of `stems`, or one of them with GoogleTest's counter."""
    for stem in stems:
        for path in sorted(cases):
            if path.stem == stem or re.fullmatch(re.escape(stem) + r"_\d+", path.stem):
                cases.remove(path)
                return path
    return None


def read_cases(path):
    """None where a program died while it was writing."""
    try:
        return json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except ValueError:
        return None


def count(results):
    tally = Tally()
    listing = json.loads((results / "list.json").read_text())
    junit = xml.parse(results / "ctest.xml").getroot() if (results / "ctest.xml").exists() else None
    cases = set((results / "cases").glob("*.json"))
    for name, program, state, output in entries(listing, junit):
        path = take_cases(cases, name, program)
        document = read_cases(path) if path else None
        failed = add_cases(tally, document) if document else 0
        if state == "disabled":
            tally.skipped += 1
        elif state != "run" and failed == 0:
            text = "\n".join(output.splitlines()[-OUTPUT_LINES:])
            tally.failures.append((name, text or f"ctest: {state}"))
        elif state == "run" and document is None:
            tally.passed += 1
    for path in sorted(cases):  # counted, though no entry of the list is called like that
        document = read_cases(path)
        if document:
            add_cases(tally, document)
    return tally


def report(results):
    tally = count(Path(results))
    for name, text in tally.failures:
        print(f"\nFAILED {name}")
        for line in text.splitlines():
            print(f"    {line}")
    if tally.failures:
        print()
    if tally.skipped:
        print(f"{tally.skipped} skipped")
    print(f"{tally.passed} passed, {len(tally.failures)} failed")
    return 1 if tally.failures or tally.passed == 0 else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "programs":
        for program in programs(json.load(sys.stdin), arguments[1]):
            print(program)
        return 0
    if len(arguments) == 2 and arguments[0] == "report":
        return report(arguments[1])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
