#!/usr/bin/env python3
"""Compares ways of calling the kernel: the raw responder against itself, in turns, as ratios to the first."""

import argparse
import contextlib
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "load"))

sys.dont_write_bytecode = True  # nothing is left in the source tree
import compare  # noqa: E402
from processes import Failure  # noqa: E402
from report import table  # noqa: E402
from workloads import WORKLOADS  # noqa: E402

CLOSE = "--after close"
FROM_FILE = "--content sendfile"
# experiment: (workload, options of the variants; the first is what the others are divided by)
EXPERIMENTS = {
    "1k": ("1k", ["", "--phases 2"]),
    "fresh": ("fresh", [CLOSE, f"{CLOSE} --more yes", f"{CLOSE} --more yes --defer no", f"{CLOSE} --defer no",
                        f"{CLOSE} --first register", f"{CLOSE} --accepts 1", f"{CLOSE} --accepts 16",
                        "--after shutdown", "--after shutdown --more yes"]),
    "pipelined": ("pipelined", ["--batch 16", "--batch 8", "--batch 4", "--batch 1", "--batch 64"]),
    **{f"{size}k-{control}": ("100k", [f"--body {size * 1024} --congestion {control} {how}"
                                       for how in ("", FROM_FILE, f"{FROM_FILE} --more yes")])
       for control in ("bbr", "cubic") for size in (4, 8, 16, 24, 32, 48, 64, 100, 256, 1024)},
}


def run(options, workload, variants):
    with contextlib.ExitStack() as stack:
        arena = compare.Arena(options, stack, privileged=True)
        request = arena.write("request", WORKLOADS[workload].request('"0"'))
        contenders = [compare.Contender(*arena.start("raw", variant.split()), request) for variant in variants]
        rounds = [[] for _ in variants]
        for number in range(options.rounds + 1):
            for turn in range(len(variants)):
                at = (turn + number) % len(variants)
                result = compare.measure(options, contenders[at], WORKLOADS[workload])
                if number > 0:
                    rounds[at].append(result)
    return [[f"`{variant}`" if variant else "(as it is)",
             f"{statistics.median(one['us'] for one in mine):.2f}",
             f"{statistics.median(one['us'] / base['us'] for one, base in zip(mine, rounds[0])):.3f}",
             f"{statistics.median(one['utilisation'] for one in mine):.0%}"] for variant, mine in zip(variants, rounds)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiment", default=",".join(EXPERIMENTS))
    parser.add_argument("--rounds", default="5")
    parser.add_argument("--seconds", default="0.5")
    parser.add_argument("--nice", default="0")
    parser.add_argument("--build", default=os.path.join(compare.PROJECT, "build", "release"))
    mine = parser.parse_args()
    options = compare.options_of(["--servers", "raw", "--rounds", mine.rounds, "--seconds", mine.seconds,
                                  "--build", mine.build, "--nice", mine.nice])
    print(compare.circumstances(options))
    try:
        for name in mine.experiment.split(","):
            if name not in EXPERIMENTS:
                raise Failure(f"unknown experiment {name}; there are {', '.join(EXPERIMENTS)}")
            print(f"\n{name}:\n")
            print(table(["responder", "CPU µs a request", "ratio", "core in use"], run(options, *EXPERIMENTS[name])),
                  flush=True)
    except Failure as failure:
        print(f"variants: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
