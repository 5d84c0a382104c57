"""The tree that is checked, and C++ text with its comments and literals taken apart."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

SKIPPED_FOLDERS = {".git", ".cache", "build", "node_modules", "__pycache__", ".venv"}
CPP = {".cpp", ".hpp"}
CODE = CPP | {".py", ".cmake", ".sh", ".toml"}
CODE_NAMES = {"CMakeLists.txt", "run", "test"}

# Content that is served or replayed as it is: its folders hold neither source nor prose of ours.
CONTENT = re.compile(r"^(fuzz/corpus/|tests/data/|tests/wire/sites/|examples/[^/]+/public/|ui/dist/)")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


class Tree:
    """All files below a root that could be part of the project, as text."""

    def __init__(self, root):
        self.root = Path(root)

    @cached_property
    def files(self):
        """Paths relative to the root, with slashes, sorted."""
        found = []
        folders = [self.root]
        while folders:
            for entry in sorted(folders.pop().iterdir()):
                if entry.is_symlink():
                    continue
                if entry.is_dir():
                    if entry.name not in SKIPPED_FOLDERS and not entry.name.startswith("build-"):
                        folders.append(entry)
                elif entry.is_file():
                    found.append(entry.relative_to(self.root).as_posix())
        return sorted(found)

    @lru_cache(maxsize=None)
    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def exists(self, path):
        return (self.root / path).exists()

    def cpp(self, *prefixes):
        return [f for f in self.files if Path(f).suffix in CPP and f.startswith(prefixes or ("",))
                and not CONTENT.match(f)]

    def code(self):
        return [f for f in self.files if not CONTENT.match(f)
                and (Path(f).suffix in CODE or Path(f).name in CODE_NAMES)]

    @lru_cache(maxsize=None)
    def scan(self, path):
        return Scan.of(self.text(path))


TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL)


@dataclass(frozen=True)
class Scan:
    """`code` is as long as the text: comments and the inside of literals are blanks in it."""
    code: str
    comments: tuple  # (line, text)
    strings: tuple   # (line, text between the quotes)

    @staticmethod
    def of(text):
        comments, strings, code, end = [], [], [], 0
        for match in TOKEN.finditer(text):
            token = match.group()
            line = text.count("\n", 0, match.start()) + 1
            code.append(text[end:match.start()])
            end = match.end()
            if token.startswith(("//", "/*")):
                comments.append((line, token))
                code.append(blank(token))
            elif token.startswith("'"):
                code.append("'" + blank(token[1:-1]) + "'")
            else:
                start = token.index('"') + 1
                strings.append((line, token[start:-1]))
                code.append(token[:start] + blank(token[start:-1]) + '"')
        code.append(text[end:])
        return Scan("".join(code), tuple(comments), tuple(strings))

    def lines(self):
        return enumerate(self.code.split("\n"), 1)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def functions(code):
    """(first line, last line) of each outermost function body in scanned code."""
    stack = []  # of (is this a function body, line of its brace, start of the statement it belongs to)
    statement = 0
    for match in re.finditer(r"[{};]", code):
        mark, at = match.group(), match.start()
        if mark == "{":
            outermost = not any(is_function for is_function, _, _ in stack)
            stack.append((outermost and opens_function(code[statement:at]), line_of(code, at), statement))
        elif mark == "}" and stack:
            is_function, first, begun = stack.pop()
            if re.match(r"\s*[,){]", code[at + 1:]):  # a braced initializer: the statement goes on
                statement = begun
                continue
            if is_function:
                yield first, line_of(code, at)
        statement = at + 1


def opens_function(head):
    """Whether the brace after this statement's beginning opens a function body, at namespace or class level."""
    head = re.sub(r"^\s*#.*$", "", head, flags=re.MULTILINE)
    head = re.sub(r"\[\[.*?\]\]", "", head, flags=re.DOTALL).strip()
    if "(" not in head or re.match(r"(extern|namespace)\b", head):
        return False
    before_parenthesis = head[:head.index("(")]
    if "=" in before_parenthesis and "operator" not in before_parenthesis:
        return "[" in head  # a lambda that is given a name
    return not re.search(r"\b(class|struct|union|enum)\b[^()]*$", head)
