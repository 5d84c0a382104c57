"""Reads OpenMetrics 1.0 text, and complains of whatever the specification does not allow."""

import re

SUFFIXES = {"counter": ("_total", "_created"), "gauge": ("",), "info": ("_info",),
            "histogram": ("_bucket", "_count", "_sum", "_created")}
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
LABELS = rf"\{{(?:{LABEL}(?:,{LABEL})*)?\}}"
NUMBER = r"-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+?Inf)|NaN"
SAMPLE = re.compile(rf"(?P<name>{NAME})(?P<labels>{LABELS})? (?P<value>{NUMBER})"
                    rf"(?: # (?P<example>{LABELS}) (?P<example_value>{NUMBER})(?: (?P<example_time>{NUMBER}))?)?")


class Family:
    def __init__(self, name):
        self.name, self.type, self.unit, self.help = name, None, None, None
        self.samples = []  # (suffix, labels, value, example)


def labels_of(text):
    pairs = re.findall(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"', text or "")
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a label twice: {text}"
    unescape = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
    return {name: re.sub(r"\\.", lambda m: unescape[m[0]], value) for name, value in pairs}


def read(text):
    """The families by name."""
    assert text.endswith("# EOF\n"), "the end is not marked"
    families, family = {}, None
    lines = text.split("\n")
    assert lines[-2:] == ["# EOF", ""] and "# EOF" not in lines[:-2], "something follows the end"
    for line in lines[:-2]:
        described = re.fullmatch(rf"# (TYPE|UNIT|HELP) ({NAME}) (.*)", line)
        if described:
            kind, name, words = described.groups()
            if family is None or family.name != name:
                assert name not in families, f"{name} is described in two places"
                family = families[name] = Family(name)
            assert not family.samples, f"{line} comes after samples"
            assert getattr(family, kind.lower()) is None, f"{line} comes twice"
            setattr(family, kind.lower(), words)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, f"no sample: {line}"
        assert family is not None and family.type in SUFFIXES, f"of no known type: {line}"
        suffix = sample["name"].removeprefix(family.name)
        assert sample["name"].startswith(family.name) and suffix in SUFFIXES[family.type], f"of another family: {line}"
        example = None
        if sample["example"] is not None:
            assert suffix in ("_bucket", "_total"), f"an exemplar where none may be: {line}"
            assert len(sample["example"]) <= 128 + len("{=\"\"}"), f"too long an exemplar: {line}"
            example = (labels_of(sample["example"]), float(sample["example_value"]), float(sample["example_time"]))
        family.samples.append((suffix, labels_of(sample["labels"]), float(sample["value"]), example))
    for family in families.values():
        check(family)
    return families


def check(family):
    assert family.help, f"{family.name} has no help"
    assert re.sub(r'\\[n"\\]', "", family.help).count("\\") == 0, family.help
    if family.unit is not None:
        assert family.name.endswith("_" + family.unit), f"{family.name} does not end in its unit"
    keys = [(suffix, tuple(sorted(labels.items()))) for suffix, labels, _, _ in family.samples]
    assert len(keys) == len(set(keys)), f"{family.name} has a sample twice"
    for suffix, _, value, _ in family.samples:
        assert family.type == "gauge" or value >= 0, f"{family.name}{suffix} is negative"
        assert family.type != "info" or value == 1
    if family.type == "histogram":
        check_histogram(family)


def check_histogram(family):
    metrics, order = {}, []
    for suffix, labels, value, example in family.samples:
        of = tuple(sorted((name, text) for name, text in labels.items() if name != "le"))
        if of not in metrics:
            metrics[of] = {"_bucket": []}
            order.append(of)
        assert order[-1] == of, f"{family.name}: the samples of {of} do not stand together"
        if suffix == "_bucket":
            assert re.fullmatch(r"\+Inf|\d+\.\d+", labels["le"]), f"no canonical bound: {labels['le']}"
            metrics[of]["_bucket"].append((float(labels["le"]), value, example))
        else:
            assert "le" not in labels
            metrics[of][suffix] = value
    for of, metric in metrics.items():
        bounds = [bound for bound, _, _ in metric["_bucket"]]
        counts = [count for _, count, _ in metric["_bucket"]]
        assert bounds == sorted(set(bounds)) and bounds[-1] == float("inf"), f"{family.name} {of}: bounds {bounds}"
        assert counts == sorted(counts), f"{family.name} {of}: buckets are not cumulative: {counts}"
        assert counts[-1] == metric["_count"] and metric["_sum"] >= 0, f"{family.name} {of}"
        below = -1.0
        for bound, _, example in metric["_bucket"]:
            assert example is None or below < example[1] <= bound, f"{family.name} {of}: {example} is not in {bound}"
            below = bound
