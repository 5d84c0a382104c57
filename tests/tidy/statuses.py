"""No status outside the diagram (house rule 3)."""

import re

from source import Finding, line_of

# Where a status may be named. Everything else in src/ and cmd/ speaks of conditions.
HOME = re.compile(r"^src/responsum/(status|decision)/|_test\.[ch]pp$")
PLACES = ("src/", "cmd/")

REGISTERED = {
    100, 101, 102, 103, 104, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308,
    *range(400, 418), 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 449, 451, *range(500, 512)}

# A round number is a status only in company; 404 or 503 as a bare literal is one wherever it stands.
ROUND = {100, 101, 102, 103, 104, 200, 300, 400, 500}
COMPANY = re.compile(r"status|verdict|respon[sd]|repl(y|ies)|phrase|condition|(?:http|error|exit_?http)_?code", re.I)
# A literal with a unit, a port or a size is none. The unit is part of the name (house rule 9).
MEASURE = re.compile(r"(?:_(?:ms|us|ns|s|seconds|bytes|octets|port|percent|days|px)|\bport)\b\W*$", re.I)
NUMBER = re.compile(r"(?<![\w.'])([1-5]\d\d)(?![\w.'])")

START_LINE = re.compile(r"HTTP/\d(?:\.\d)? +[1-5]\d\d\b")
CODE_AND_PHRASE = re.compile(r"\b([1-5]\d\d) [A-Z][a-z]+")


def no_status_outside_the_diagram(tree):
    """Neither Status::, nor a number that is a status, nor a status line, outside status/, decision/ and tests."""
    for path in tree.cpp(*PLACES):
        if HOME.search(path):
            continue
        scan = tree.scan(path)
        for match in re.finditer(r"\bStatus\s*::", scan.code):
            yield Finding(path, line_of(scan.code, match.start()), "Status:: outside status/ and decision/")
        for number, line in scan.lines():
            for match in NUMBER.finditer(line):
                if is_status(int(match[1]), line, match.start()):
                    yield Finding(path, number, f"{match[1]} reads as a status")
        for number, text in scan.strings:
            match = START_LINE.search(text) or CODE_AND_PHRASE.search(text)
            if match and int(re.search(r"[1-5]\d\d", match[0])[0]) in REGISTERED:
                yield Finding(path, number, f'"{match[0]}" is a status in text')


def is_status(number, line, start):
    if number not in REGISTERED or MEASURE.search(re.sub(r"[\s={(<>!]+$", "", line[:start])):
        return False
    return number not in ROUND or bool(COMPANY.search(line))


CHECKS = [no_status_outside_the_diagram]
