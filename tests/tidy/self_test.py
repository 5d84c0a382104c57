#!/usr/bin/env python3
"""That every check of tidy fires on a tree that breaks its rule, and is silent on one that does not."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
import cases  # noqa: E402
import source  # noqa: E402
import tidy  # noqa: E402

SOUND = {
    "CMakeLists.txt": "set(responsum_library_rooms base status)\nset(responsum_server_rooms codec net)\n",
    "ARCHITECTURE.md": "`base/` Bytes. `codec/h1.cpp` speaks to `src/responsum/net/`. Sockets.\n\nFraming.\n",
    "docs/README.md": "What people read.\n",
    "docs/decisions/README.md": "Why things are as they are.\n\n[one](0001-one.md)\n",
    "docs/decisions/0001-one.md": "# One\n",
    "src/README.md": "Sources.\n",
    "src/responsum/README.md": "The rooms.\n",
    "src/responsum/base/README.md": "Bytes.\n\n| file | what |\n|---|---|\n| `text.hpp` | text |\n",
    "src/responsum/base/text.hpp": "#pragma once\n",
    "src/responsum/codec/README.md": "Framing.\n\n| file | what |\n|---|---|\n| `h1.cpp` | one |\n",
    "src/responsum/codec/CMakeLists.txt": "responsum_room(codec SOURCES h1.cpp USES base)\n",
    "src/responsum/codec/h1.cpp": '#include "responsum/base/text.hpp"\n',
    "src/responsum/net/README.md": "Sockets.\n",
}
CODEC = "src/responsum/codec/h1.cpp"
TEXT = "src/responsum/base/text.hpp"
TEST_FILE = "src/responsum/codec/h1_test.cpp"
LONG_BODY = "int f(int a) : b_{a}, c_{1} {\n" + "  a += 1;\n" * 120 + "}\n"

# For each check: files that replace or join the sound tree, and the place where it has to fire.
BROKEN = {
    "includes_point_upwards": [
        ({TEXT: '#pragma once\n#include "responsum/codec/h1.cpp"\n'}, f"{TEXT}:2"),
        ({TEXT: '#pragma once\n#include "h1.hpp"\n'}, f"{TEXT}:2"),
        ({TEXT: '#pragma once\n#include "responsum/base/none.hpp"\n'}, f"{TEXT}:2"),
        ({"src/responsum/attic/a.cpp": "\n"}, "src/responsum/attic/a.cpp:1"),
    ],
    "uses_point_upwards": [
        ({"src/responsum/base/CMakeLists.txt": "responsum_room(base USES codec)\n"},
         "src/responsum/base/CMakeLists.txt:1"),
        ({"src/responsum/codec/CMakeLists.txt": "responsum_room(codec SOURCES h1.cpp)\n"}, f"{CODEC}:1"),
    ],
    "every_folder_has_a_caption": [
        ({"bench/load/load.cpp": "\n"}, "bench/load/README.md:1"),
        ({"docs/README.md": "# Title\n"}, "docs/README.md:1"),
        ({"docs/README.md": "no sentence\n"}, "docs/README.md:1"),
    ],
    "tables_name_existing_files": [
        ({"src/responsum/base/README.md": "Bytes.\n\n| `text.hpp` | a |\n| `gone.hpp` | a |\n"},
         "src/responsum/base/README.md:4"),
        ({"src/responsum/base/more.hpp": "#pragma once\n"}, "src/responsum/base/README.md:1"),
    ],
    "architecture_names_existing_paths": [
        ({"ARCHITECTURE.md": "Bytes. Framing. Sockets. See\n`src/responsum/attic/`.\n"}, "ARCHITECTURE.md:2"),
        ({"ARCHITECTURE.md": "Bytes. Framing.\n"}, "ARCHITECTURE.md:1"),
        ({"ARCHITECTURE.md": None}, "ARCHITECTURE.md:1"),
    ],
    "decisions_are_listed": [
        ({"docs/decisions/0002-two.md": "# Two\n"}, "docs/decisions/README.md:1"),
        ({"docs/decisions/0001-one.md": None}, "docs/decisions/README.md:3"),
    ],
    "no_status_outside_the_diagram": [
        ({CODEC: "auto s = Status::ok;\n"}, f"{CODEC}:1"),
        ({CODEC: "\nint f() { return 404; }\n"}, f"{CODEC}:2"),
        ({CODEC: "int a[] = {301, 7};\n"}, f"{CODEC}:1"),
        ({CODEC: "int status = 200;\n"}, f"{CODEC}:1"),
        ({CODEC: "respond(500);\n"}, f"{CODEC}:1"),
        ({CODEC: 'auto a = "HTTP/1.1 200 OK";\n'}, f"{CODEC}:1"),
        ({CODEC: 'auto a = "404 Not Found";\n'}, f"{CODEC}:1"),
        ({CODEC: 'auto a = R"(\nHTTP/1.1 408 )";\n'}, f"{CODEC}:1"),
        ({"cmd/main.cpp": "exit_with(503);\n"}, "cmd/main.cpp:1"),
    ],
    "no_banned_words": [
        ({CODEC: "// TO" "DO later\n"}, f"{CODEC}:1"),
        ({"docs/README.md": "What people read.\nFIX" "ME\n"}, "docs/README.md:2"),
        ({CODEC: "// X" "XX\n"}, f"{CODEC}:1"),
        ({"run": "# HA" "CK\n"}, "run:1"),
        ({CODEC: "// Keep this table in " "sync with that\n"}, f"{CODEC}:1"),
    ],
    "no_default_over_an_enumeration": [
        ({CODEC: "int f(E e) {\n  switch (e) {\n    case E::a: return 1;\n    default: return 2;\n  }\n}\n"},
         f"{CODEC}:4"),
        ({CODEC: "switch (e.kind()) {\n  case first: { g(); break; }\n  default : g();\n}\n"}, f"{CODEC}:3"),
    ],
    "no_macros": [({CODEC: "int a;\n#define LIMIT 3\n"}, f"{CODEC}:2")],
    "shared_ownership_has_a_reason": [({CODEC: "std::shared_ptr<int> a;\n// late\n"}, f"{CODEC}:1")],
    "no_using_namespace": [({CODEC: "using namespace std;\n"}, f"{CODEC}:1"),
                           ({CODEC: "using namespace responsum;\n"}, f"{CODEC}:1"),
                           ({"fuzz/a.cpp": "using namespace std;\n"}, "fuzz/a.cpp:1")],
    "headers_are_included_once": [({TEXT: "int a;\n"}, f"{TEXT}:1")],
    "files_are_short": [({CODEC: "\n" * 501}, f"{CODEC}:501"), ({"tests/long.py": "\n" * 501}, "tests/long.py:501")],
    "functions_are_short": [({CODEC: "namespace a {\n" + LONG_BODY + "}\n"}, f"{CODEC}:2")],
    "lines_are_short": [({CODEC: "// " + "a" * 118 + "\n"}, f"{CODEC}:1"),
                        ({CODEC: "int " + "a" * 120 + ' = f("");\n'}, f"{CODEC}:1"), ({"run": "a" * 121}, "run:1")],
    "tests_are_named_and_can_fail": [
        ({TEST_FILE: "TEST(Head, Test1) { EXPECT_TRUE(f()); }\n"}, f"{TEST_FILE}:1"),
        ({TEST_FILE: "TEST(Head, IsRead) { f(); }\nTEST(Head, IsKept) { EXPECT_TRUE(f()); }\n"}, f"{TEST_FILE}:1"),
        ({TEST_FILE: "TEST(Head, IsRead) { EXPECT_TRUE(f()); }\n" * 2}, f"{TEST_FILE}:2"),
        ({TEST_FILE: "int f();\n"}, f"{TEST_FILE}:1"),
    ],
    "test_programs_are_unique": [
        ({TEST_FILE: "TEST(Head, IsRead) { EXPECT_TRUE(f()); }\n",
          "src/responsum/codec/h2_test.cpp": "\nTEST(Head, IsRead) { EXPECT_TRUE(f()); }\n"},
         "src/responsum/codec/h2_test.cpp:2"),
    ],
    "everything_is_formatted": [({CODEC: "int   a ;\n"}, f"{CODEC}:1")],
}

# What looks like a fault and is none: the check is silent about the whole tree.
INNOCENT = {
    "no_status_outside_the_diagram": [
        {CODEC: "int idle_timeout_ms = 500;\nauto a = std::chrono::milliseconds{200};\nint port = 404;\n"},
        {CODEC: "constexpr int slots = 256, digits = 0x404, big = 1'404;\n// answers 404\n"},
        {CODEC: 'auto a = "404";\nauto b = "127.0.0.1:502";\nauto c = "see RFC 9110 15.5.5";\n'},
        {CODEC: "std::array<char, 512> a;\nint b = x1.404, c = 40404;\n"},
        {"src/responsum/status/a.hpp": "#pragma once\nauto a = Status::ok;\nint b = 404;\n"},
        {TEST_FILE: 'EXPECT_EQ(read("HTTP/1.1 404 Not Found"), 404);\n'},
    ],
    "no_banned_words": [{CODEC: "// TO" "DO(#12): then\n// mkdtemp wants XX" "XXXX\n"}],
    "no_default_over_an_enumeration": [
        {CODEC: "switch (c) {\n  case 'a': { f(); }\n  case 7: g();\n  default: h();\n}\nA() = default;\n"},
        {CODEC: "switch (errno) {\n  case EAGAIN: f();\n  default: h();\n}\nswitch (e) { case E::a: f(); }\n"},
    ],
    "no_macros": [{CODEC: "#define RESPONSUM_ASSERT(c) \\\n  (c)\n// #define LIMIT 3\n"}],
    "shared_ownership_has_a_reason": [
        {CODEC: "// Shared by all workers: the last one that lets go of a site frees it.\nstd::shared_ptr<int> a;\n"}],
    "no_using_namespace": [{CODEC: "using namespace std::chrono_literals;\nusing std::string;\n"},
                           {"fuzz/a.cpp": "using namespace responsum::codec;\n"}],
    "lines_are_short": [{CODEC: 'auto a = "' + "a" * 130 + '";\nauto b = R"(\n' + "b" * 130 + '\n)";\n'}],
    "functions_are_short": [
        {CODEC: "inline constexpr auto rows = make({\n" + "  {1, f(2)},\n" * 120 + "});\n"},
        {CODEC: "template <class T> requires (f<T>()) struct A {\n" + "  int f() { return 1; }\n" * 120 + "};\n"},
    ],
    "every_folder_has_a_caption": [{"tests/README.md": "Tests.\n", "tests/wire/README.md": "Wire.\n",
                                    "tests/wire/sites/www/a/b.txt": "served\n"}],
    "tables_name_existing_files": [
        {"src/responsum/base/README.md": "Bytes.\n\n| `*.hpp` | a |\n", "src/responsum/base/more.hpp": "\n"}],
}


def plant(root, files):
    for path, text in {**SOUND, **files}.items():
        if text is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    shutil.copy(HERE.parent.parent / ".clang-format", root)


def findings(check, files):
    with TemporaryDirectory() as folder:
        plant(Path(folder), files)
        return [str(finding) for finding in tidy.CHECKS[check](source.Tree(folder))]


def failures_of(check):
    failures = []
    silent = [{}] + INNOCENT.get(check, [])
    for files in silent:
        for finding in findings(check, files):
            failures.append(f"fires on what is sound: {finding} in {files}")
    if not BROKEN.get(check):
        failures.append("has no tree that breaks it")
    for files, place in BROKEN.get(check, []):
        found = findings(check, files)
        if not any(finding.startswith(place + ":") for finding in found):
            failures.append(f"does not fire at {place}, only {found}")
    return failures


if __name__ == "__main__":
    sys.exit(cases.report("tidy_self", [(check, failures_of(check)) for check in tidy.CHECKS]))
