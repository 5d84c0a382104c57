"""Checks of how a file is written."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import PurePosixPath as Path

from source import CONTENT, CPP, Finding, functions, line_of

MAX_FILE_LINES = 500      # the aim is 400
MAX_FUNCTION_LINES = 100  # the aim is 60
MAX_COLUMNS = 120
MACROS = {"RESPONSUM_ASSERT", "RESPONSUM_TEST", "RESPONSUM_PROBE",  # house rule 8
          "TOML_EXCEPTIONS", "TOML_ENABLE_FORMATTERS", "TOML_UNREACHABLE",
          "TOML_ASSERT", "TOML_ASSERT_ASSUME"}  # what a library reads or gets wrong
PROSE = {".md", ".txt", ".wire", ".html", ".css", ".js", ".json", ".yml", ".yaml"}

# Put together here, so that this file does not hold what it forbids.
BANNED = {
    "TO" "DO": re.compile(r"\bTO" r"DO\b(?!\(#\d+\))"),
    "FIX" "ME": re.compile(r"\bFIX" r"ME\b"),
    "X" "XX": re.compile(r"\bX" r"XX\b"),
    "HA" "CK": re.compile(r"\bHA" r"CK\b"),
    "keep in " "sync": re.compile(r"\bkeep\w*(?: \w+){0,3} in " r"sync\b", re.I),
}


def no_banned_words(tree):
    """An open end carries the number of its issue; tables that have to agree are one table."""
    for path in tree.files:
        if CONTENT.match(path) or path == "LICENSE":
            continue
        if path not in tree.code() and Path(path).suffix not in PROSE:
            continue
        text = tree.text(path)
        for word, pattern in BANNED.items():
            for match in pattern.finditer(text):
                yield Finding(path, line_of(text, match.start()), f"holds {word}")


def no_default_over_an_enumeration(tree):
    """A switch over an enumeration names every enumerator, so that a new one does not compile unseen (rule 7)."""
    for path in tree.cpp():
        code = tree.scan(path).code
        for match in re.finditer(r"\bdefault\s*:", code):
            labels = labels_around(code, match.start())
            if any(is_enumerator(label) for label in labels):
                yield Finding(path, line_of(code, match.start()), "default: in a switch over an enumeration")


def labels_around(code, at):
    """The case labels of the switch whose body holds the offset."""
    depth, start = 0, at
    while start > 0:
        start -= 1
        if code[start] == "}":
            depth += 1
        elif code[start] == "{":
            if depth == 0 and re.search(r"\bswitch\s*\([^{}]*\)\s*$", code[:start][-400:]):
                break
            depth = max(0, depth - 1)
    depth, end, flat = 1, start + 1, []
    while end < len(code) and depth > 0:
        depth += {"{": 1, "}": -1}.get(code[end], 0)
        flat.append(code[end])
        end += 1
    return [label.strip() for label in re.findall(r"\bcase\s+((?:[^:]|::)+?)\s*:(?!:)", "".join(flat))]


def is_enumerator(label):
    if re.search(r"['\"0-9]", label[:1]) or label.startswith("-"):
        return False
    return "::" in label or not re.fullmatch(r"[A-Z][A-Z0-9_]*", label)  # EAGAIN is a number with a name


def no_macros(tree):
    """No macro but the three of the house."""
    for path in tree.cpp():
        code = tree.scan(path).code
        for match in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", code, re.MULTILINE):
            if match[1] not in MACROS:
                yield Finding(path, line_of(code, match.start()), f"defines the macro {match[1]}")


def shared_ownership_has_a_reason(tree):
    """Whoever shares ownership says why, in a comment on the line or right above it (rule 1)."""
    for path in tree.cpp("src/", "cmd/"):
        if path.endswith("_test.cpp"):
            continue
        scan = tree.scan(path)
        reasons = {line + text.count("\n") + further for line, text in scan.comments for further in (0, 1, 2)}
        for number, line in scan.lines():
            if re.search(r"\b(shared_ptr|make_shared|enable_shared_from_this)\b", line) and number not in reasons:
                yield Finding(path, number, "shared ownership without a reason")


def no_using_namespace(tree):
    """Names come one by one; only literals come as a whole, and in a program of one file the project's own."""
    for path in tree.cpp():
        code = tree.scan(path).code
        program = path.startswith(("fuzz/", "bench/", "examples/")) and path.endswith(".cpp")
        for match in re.finditer(r"\busing\s+namespace\s+([\w:]+)", code):
            own = program and match[1].split("::")[0] == "responsum"
            if not match[1].endswith("literals") and not own:
                yield Finding(path, line_of(code, match.start()), f"using namespace {match[1]}")


def headers_are_included_once(tree):
    """Each header has #pragma once."""
    for path in tree.cpp():
        if path.endswith(".hpp") and not re.search(r"^#pragma once$", tree.text(path), re.MULTILINE):
            yield Finding(path, 1, "has no #pragma once")


def files_are_short(tree):
    """No source file is longer than anyone will read."""
    for path in tree.cpp() + [f for f in tree.files if f.endswith(".py")]:
        lines = tree.text(path).count("\n")
        if lines > MAX_FILE_LINES:
            yield Finding(path, MAX_FILE_LINES + 1, f"has {lines} lines; {MAX_FILE_LINES} are allowed")


def functions_are_short(tree):
    """No function is longer than a screen or two."""
    for path in tree.cpp():
        for first, last in functions(tree.scan(path).code):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield Finding(path, first, f"a function of {last - first + 1} lines; {MAX_FUNCTION_LINES} are allowed")


def lines_are_short(tree):
    """No line of code is wider than a window. What stands in literals does not count: it may have to be one piece."""
    for path in tree.code():
        is_cpp = Path(path).suffix in CPP
        text = tree.text(path).split("\n")
        code = tree.scan(path).code.split("\n") if is_cpp else text
        literals = {line for line, _ in tree.scan(path).strings} if is_cpp else set()
        for number, (line, scanned) in enumerate(zip(text, code), 1):
            width = len(re.sub(r" {2,}", " ", scanned.strip())) if number in literals else len(line)
            if width > MAX_COLUMNS and not inside_literal(tree, path, number, is_cpp):
                yield Finding(path, number, f"has {width} columns; {MAX_COLUMNS} are allowed")


def inside_literal(tree, path, number, is_cpp):
    return is_cpp and any(first < number <= first + text.count("\n") for first, text in tree.scan(path).strings)


TEST = re.compile(r"^[ \t]*(TEST(?:_F|_P)?|TYPED_TEST)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)


def tests_are_named_and_can_fail(tree):
    """A test file holds tests; a test says what holds (no Test1), once in a file, and expects something."""
    for path in tree.cpp():
        code = tree.scan(path).code
        tests = list(TEST.finditer(code))
        if path.endswith("_test.cpp") and not tests and "RegisterTest" not in code and "static_assert" not in code:
            yield Finding(path, 1, "holds no test")
        seen = set()
        ends = [match.start() for match in tests[1:]] + [len(code)]
        for match, end in zip(tests, ends):
            name, line = f"{match[2]}.{match[3]}", line_of(code, match.start())
            if name in seen:
                yield Finding(path, line, f"{name} is there twice")
            seen.add(name)
            if re.fullmatch(r"(?i)(test|case|basic|simple|foo|works?|it_?works)_?\d*", match[3]):
                yield Finding(path, line, f"{name} does not say what holds")
            if not re.search(r"EXPECT_|ASSERT_|FAIL\(|static_assert|GTEST_SKIP|\bexpect\w*\(|\bcheck\w*\(",
                             code[match.end():end]):
                yield Finding(path, line, f"{name} expects nothing, so it cannot fail")


def test_programs_are_unique(tree):
    """Within one test program no suite has two tests of one name."""
    places = defaultdict(list)
    for path in tree.cpp("src/"):
        room = path.split("/")[2]
        for match in TEST.finditer(tree.scan(path).code):
            places[room, match[2], match[3]].append((path, line_of(tree.text(path), match.start())))
    for (_, suite, case), found in places.items():
        for path, line in found[1:]:
            if path != found[0][0]:
                yield Finding(path, line, f"{suite}.{case} is in {found[0][0]} too")


def everything_is_formatted(tree):
    """clang-format 19 has nothing to change."""
    formatter = shutil.which("clang-format-19")
    files = tree.cpp()
    if formatter is None:
        yield Finding(".clang-format", 1, "clang-format-19 is not installed, so nothing was checked")
        return
    if not files:
        return
    done = subprocess.run([formatter, "--dry-run", "-Werror", "--style=file", *files], cwd=tree.root,
                          capture_output=True, text=True, check=False)
    seen = set()
    for match in re.finditer(r"^([^:\n]+):(\d+):\d+: error: ", done.stderr, re.MULTILINE):
        if match[1] not in seen:  # the first place of a file is enough
            seen.add(match[1])
            yield Finding(match[1], int(match[2]), "is not formatted (clang-format-19 -i)")
    if done.returncode != 0 and not seen:
        yield Finding(".clang-format", 1, done.stderr.strip() or "clang-format-19 failed")


CHECKS = [no_banned_words, no_default_over_an_enumeration, no_macros, shared_ownership_has_a_reason,
          no_using_namespace, headers_are_included_once, files_are_short, functions_are_short, lines_are_short,
          tests_are_named_and_can_fail, test_programs_are_unique, everything_is_formatted]
