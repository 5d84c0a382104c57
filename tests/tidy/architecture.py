"""Checks of what stands where: includes, captions, and documents that name files."""

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath as Path

from source import CONTENT, Finding, line_of

ROOMS = "src/responsum/"
CAPTIONED = ("src/responsum", "cmd", "tests", "docs", "bench", "examples", "fuzz", "packaging")


def room_order(tree):
    """The rooms as the top CMakeLists.txt lists them, uppermost first."""
    lists = dict(re.findall(r"set\((responsum_(?:library|server)_rooms)\s+([^)]*)\)", tree.text("CMakeLists.txt")))
    return lists.get("responsum_library_rooms", "").split() + lists.get("responsum_server_rooms", "").split()


def includes_point_upwards(tree):
    """A room includes only rooms that stand above it (design: one total order), by their full path."""
    order = room_order(tree)
    if not order:
        yield Finding("CMakeLists.txt", 1, "names no rooms")
    for path in tree.cpp(ROOMS):
        room = path[len(ROOMS):].split("/")[0]
        if room not in order:
            yield Finding(path, 1, f"the room {room}/ has no place in the order of CMakeLists.txt")
            continue
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', tree.text(path), re.MULTILINE):
            line = line_of(tree.text(path), match.start())
            parts = match[1].split("/")
            if parts[0] != "responsum" or len(parts) < 3:
                yield Finding(path, line, f'"{match[1]}" is not included as "responsum/<room>/<file>"')
            elif parts[1] not in order:
                yield Finding(path, line, f'"{match[1]}" is in no room of CMakeLists.txt')
            elif order.index(parts[1]) > order.index(room):
                yield Finding(path, line, f"{room}/ includes {parts[1]}/, which stands below it")
            elif not tree.exists("src/" + match[1]):
                yield Finding(path, line, f'"{match[1]}" does not exist')


def uses_point_upwards(tree):
    """USES in a room's CMakeLists.txt names only rooms above it, and every room that its files include."""
    order = room_order(tree)
    for room in order:
        path = f"{ROOMS}{room}/CMakeLists.txt"
        if not tree.exists(path):
            continue
        declared = used_by(tree, room)
        for used in sorted(declared):
            if used not in order or order.index(used) >= order.index(room):
                yield Finding(path, 1, f"USES {used}, which does not stand above {room}")
        reachable = closure(tree, declared)
        for source in tree.cpp(f"{ROOMS}{room}/"):
            for match in re.finditer(r'#include "responsum/(\w+)/', tree.text(source)):
                if match[1] != room and match[1] not in reachable:
                    line = line_of(tree.text(source), match.start())
                    yield Finding(source, line, f"includes {match[1]}/, which {path} does not name in USES")


def used_by(tree, room):
    path = f"{ROOMS}{room}/CMakeLists.txt"
    if not tree.exists(path):
        return set()
    text = re.sub(r"#.*", "", tree.text(path))
    used = set()
    for words in re.findall(r"\bUSES\s+([^)]*)", text):
        for word in words.split():
            if word in ("SOURCES", "PRIVATE"):
                break
            used.add(word)
    return used - {room}


def closure(tree, rooms):
    reached, todo = set(), list(rooms)
    while todo:
        room = todo.pop()
        if room not in reached:
            reached.add(room)
            todo.extend(used_by(tree, room))
    return reached


def every_folder_has_a_caption(tree):
    """README.md of each folder begins with its caption: one sentence."""
    folders = set()
    for path in tree.files:
        if CONTENT.match(path):
            continue
        parent = Path(path).parent
        while str(parent) != ".":
            folders.add(str(parent))
            parent = parent.parent
    for folder in sorted(folders):
        if not any(folder == top or folder.startswith(top + "/") for top in CAPTIONED):
            continue
        readme = f"{folder}/README.md"
        if not tree.exists(readme):
            yield Finding(readme, 1, "is missing, so the folder has no caption")
            continue
        caption = tree.text(readme).split("\n")[0]
        if not re.match(r"[^#\s].*[.:!?]$", caption):
            yield Finding(readme, 1, "does not begin with a caption (one sentence in the first line)")


def tables_name_existing_files(tree):
    """The table of a room's README.md names files that exist, and by name or pattern all that are not tests."""
    for readme in tree.files:
        if not (readme.startswith((ROOMS, "cmd/")) and readme.endswith("/README.md")):
            continue
        folder = readme[:-len("README.md")]
        text = tree.text(readme)
        named = {}
        for match in re.finditer(r"^\|([^|]*)\|", text, re.MULTILINE):
            for name in re.findall(r"`([\w./*-]+)`", match[1]):
                named[name] = line_of(text, match.start())
        for name, line in named.items():
            if not any(tree.root.glob(folder + name.rstrip("/"))):
                yield Finding(readme, line, f"names {name}, which does not exist")
        if not named:  # a caption says enough where all files are of one kind
            continue
        stems = [stem(name) for name in named]
        for path in tree.cpp(folder):
            name = path[len(folder):]
            if "/" in name or name.endswith("_test.cpp"):
                continue
            if not any(fnmatchcase(stem(name), pattern) for pattern in stems):
                yield Finding(readme, 1, f"does not name {name}")


def stem(name):
    """A header and the source beside it are one entry."""
    return re.sub(r"\.\w+$", "", name)


def architecture_names_existing_paths(tree):
    """Every path in backticks in ARCHITECTURE.md exists, and every room's caption stands there word for word."""
    page = "ARCHITECTURE.md"
    if not tree.exists(page):
        yield Finding(page, 1, "is missing")
        return
    text = tree.text(page)
    for match in re.finditer(r"`([\w.*-]+(?:/[\w.*-]*)+|[\w-]+\.(?:md|hpp|cpp|txt|toml|json|cmake|py))`", text):
        path = match[1].rstrip("/")
        if not any(list(tree.root.glob(base + path)) for base in ("", "src/", ROOMS)):
            yield Finding(page, line_of(text, match.start()), f"names {match[1]}, which does not exist")
    for room in room_order(tree):
        readme = f"{ROOMS}{room}/README.md"
        if tree.exists(readme) and tree.text(readme).split("\n")[0] not in text:
            yield Finding(page, 1, f"does not carry the caption of {ROOMS}{room}/")


def decisions_are_listed(tree):
    """docs/decisions/README.md links every decision record and nothing else."""
    folder, index = "docs/decisions/", "docs/decisions/README.md"
    records = [f[len(folder):] for f in tree.files if f.startswith(folder) and f.endswith(".md") and f != index]
    text = tree.text(index) if tree.exists(index) else ""
    for record in records:
        if f"({record})" not in text:
            yield Finding(index, 1, f"does not link {record}")
    for match in re.finditer(r"\]\((\d[\w.-]*\.md)\)", text):
        if match[1] not in records:
            yield Finding(index, line_of(text, match.start()), f"links {match[1]}, which does not exist")


CHECKS = [includes_point_upwards, uses_point_upwards, every_folder_has_a_caption, tables_name_existing_files,
          architecture_names_existing_paths, decisions_are_listed]
