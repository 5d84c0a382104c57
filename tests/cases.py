"""Named cases of a Python suite: run, printed, and counted in GoogleTest's form for tests/tally.py."""

import json
import os
import sys
from pathlib import Path


def report(suite, outcomes):
    """outcomes: (case name, list of failure texts), in order. Prints what failed; answers the exit code."""
    failed = 0
    for name, failures in outcomes:
        if failures:
            failed += 1
            print(f"[  FAILED  ] {suite}.{name}")
            for failure in failures:
                print(f"    {failure}")
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    write(suite, outcomes)
    return 1 if failed or not outcomes else 0


def write(suite, outcomes):
    output = os.environ.get("GTEST_OUTPUT", "")
    if not output.startswith("json:"):
        return
    cases = [{"name": name, "status": "RUN", "result": "COMPLETED",
              **({"failures": [{"failure": text, "type": ""} for text in failures]} if failures else {})}
             for name, failures in outcomes]
    path = Path(output[len("json:"):])
    path.mkdir(parents=True, exist_ok=True)
    document = {"testsuites": [{"name": suite, "testsuite": cases}]}
    (path / f"{suite}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")


def run(suite, functions):
    """Runs functions that assert; each is a case by its own name."""
    outcomes = []
    for function in functions:
        try:
            function()
            outcomes.append((function.__name__, []))
        except AssertionError as fault:
            line = sys.exc_info()[2]
            while line.tb_next is not None:
                line = line.tb_next
            outcomes.append((function.__name__, [f"{line.tb_frame.f_code.co_filename}:{line.tb_lineno}: {fault}"]))
    return report(suite, outcomes)
