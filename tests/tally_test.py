#!/usr/bin/env python3
"""That what failed is never counted as passed, however it ended."""

import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from tempfile import TemporaryDirectory

sys.dont_write_bytecode = True
import cases  # noqa: E402
import tally  # noqa: E402


def results(folder, tests, ended, counted):
    """tests: (name, program); ended: name -> ctest status; counted: file stem -> list of case dictionaries."""
    (folder / "cases").mkdir()
    listing = {"tests": [{"name": name, "command": [f"/build/{program}"]} for name, program in tests]}
    (folder / "list.json").write_text(json.dumps(listing))
    suite = xml.Element("testsuite")
    for name, status in ended.items():
        xml.SubElement(xml.SubElement(suite, "testcase", name=name, status=status), "system-out").text = "said so"
    xml.ElementTree(suite).write(folder / "ctest.xml")
    for stem, listed in counted.items():
        document = {"testsuites": [{"name": "Suite", "testsuite": listed}]}
        (folder / "cases" / f"{stem}.json").write_text(json.dumps(document))
    return tally.count(folder)


def counted(tests, ended, files):
    with TemporaryDirectory() as folder:
        return results(Path(folder), tests, ended, files)


GOOD = {"name": "Good", "status": "RUN", "result": "COMPLETED"}
BAD = {"name": "Bad", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "one is not two"}]}
SKIPPED = {"name": "Skipped", "status": "RUN", "result": "SKIPPED"}


def cases_are_counted_one_by_one():
    got = counted([("a", "a")], {"a": "run"}, {"a": [GOOD, GOOD, SKIPPED]})
    assert (got.passed, got.skipped, got.failures) == (2, 1, []), got


def a_failed_case_is_named_with_its_text():
    got = counted([("a", "a")], {"a": "fail"}, {"a": [GOOD, BAD]})
    assert got.passed == 1 and got.failures == [("Suite.Bad", "one is not two")], got


def an_entry_without_cases_counts_as_one():
    got = counted([("a", "a"), ("b", "b")], {"a": "run", "b": "fail"}, {})
    assert got.passed == 1 and got.failures == [("b", "said so")], got


def a_program_that_dies_after_its_last_case_has_failed():
    got = counted([("a", "a")], {"a": "fail"}, {"a": [GOOD]})
    assert got.passed == 1 and [name for name, _ in got.failures] == ["a"], got


def an_entry_that_never_ran_has_failed():
    got = counted([("a", "a")], {}, {})
    assert got.passed == 0 and [name for name, _ in got.failures] == ["a"], got


def entries_that_share_a_program_each_take_their_own_file():
    got = counted([("a", "p"), ("b", "p")], {"a": "run", "b": "run"}, {"p": [GOOD], "p_1": [GOOD, GOOD]})
    assert (got.passed, got.failures) == (3, []), got


def half_a_file_does_not_count():
    with TemporaryDirectory() as name:
        folder = Path(name)
        results(folder, [("a", "a")], {"a": "fail"}, {})
        (folder / "cases" / "a.json").write_text('{"testsuites": [')
        got = tally.count(folder)
    assert got.passed == 0 and len(got.failures) == 1, got


def programs_are_known_before_they_are_built():
    with TemporaryDirectory() as name:
        build = Path(name).resolve()
        (build / "room").mkdir()
        (build / "room" / "CTestTestfile.cmake").write_text(
            f'add_test([=[a]=] "{build}/room/a_test" "--brief=1")\nadd_test([=[b]=] "/usr/bin/python3" "/x/b.py")\n'
            f'add_test([=[c]=] "{build}/room/c_test")\nset_tests_properties([=[a]=] PROPERTIES  X "y")\n')
        got = tally.programs({"tests": [{"name": "a"}, {"name": "b"}]}, str(build))
    assert got == ["room/a_test"], got


if __name__ == "__main__":
    sys.exit(cases.run("tally", [
        cases_are_counted_one_by_one, a_failed_case_is_named_with_its_text, an_entry_without_cases_counts_as_one,
        a_program_that_dies_after_its_last_case_has_failed, an_entry_that_never_ran_has_failed,
        entries_that_share_a_program_each_take_their_own_file, half_a_file_does_not_count,
        programs_are_known_before_they_are_built]))
