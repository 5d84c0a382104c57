"""The measurements as Markdown."""

import statistics

from servers import FAMILIES, family_of
from workloads import WORKLOADS


def median(rounds, key):
    return statistics.median(one[key] for one in rounds)


def best_variants(rounds_by_server):
    """{family: its cheapest variant} among those that answer at least half as much as the family's fastest.

    A variant that stalls (a cork that waits for an acknowledgement) is cheap and useless.
    """
    best = {}
    for name, rounds in rounds_by_server.items():
        family = family_of(name)
        fastest = max(median(theirs, "requests") for other, theirs in rounds_by_server.items()
                      if family_of(other) == family)
        if median(rounds, "requests") * 2 < fastest:
            continue
        if family not in best or median(rounds, "us") < median(rounds_by_server[best[family]], "us"):
            best[family] = name
    return best


def ratio(ours, theirs):
    """The median of the ratios of the same rounds."""
    return statistics.median(left["us"] / right["us"] for left, right in zip(ours, theirs))


def variant_of(name, family):
    return "" if name == family else " " + name.removeprefix(family + "-")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def cost_row(workload, rounds_by_server):
    best = best_variants(rounds_by_server)
    row = [workload.title]
    for family in FAMILIES:
        if family not in best:
            row.append("–")
            continue
        rounds = rounds_by_server[best[family]]
        cost, full = median(rounds, "us"), median(rounds, "utilisation")
        row.append(f"{cost:.2f} ({full:.0%}{variant_of(best[family], family)})")
    return row


def ratio_row(workload, rounds_by_server):
    """Ours against each other family, with the goal beside it where there is one."""
    best = best_variants(rounds_by_server)
    goals = dict(workload.goals)
    row = [workload.title]
    for family in FAMILIES:
        if family == "responsum":
            continue
        goal = f" (goal {goals[family]:.2f})" if family in goals else ""
        if family in best and "responsum" in best:
            row.append(f"{ratio(rounds_by_server[best['responsum']], rounds_by_server[best[family]]):.2f}{goal}")
        else:
            row.append("–" + goal)
    return row


def variant_rows(rates):
    """Every variant of every server in µs, so that nobody has to believe that the best was chosen."""
    names = list(dict.fromkeys(name for rounds_by_server in rates.values() for name in rounds_by_server))
    rows = []
    for workload, rounds_by_server in rates.items():
        cells = [f"{median(rounds_by_server[name], 'us'):.2f}" if name in rounds_by_server else "–" for name in names]
        rows.append([WORKLOADS[workload].title, *cells])
    return ["workload", *names], rows


def rate_tables(rates):
    costs = table(["CPU µs a request (core in use, variant)", *FAMILIES],
                  [cost_row(WORKLOADS[name], rounds) for name, rounds in rates.items()])
    others = [family for family in FAMILIES if family != "responsum"]
    ratios = table(["responsum's cost divided by that of", *others],
                   [ratio_row(WORKLOADS[name], rounds) for name, rounds in rates.items()])
    return "\n".join([costs, ratios, "All variants, CPU µs a request:\n", table(*variant_rows(rates))])


def idle_table(idle, connections, kind="an idle connection"):
    rows = [[name, f"{proportional:.2f}", f"{private:.2f}"] for name, (proportional, private) in idle.items()]
    return "\n" + table([f"KiB {kind} ({connections})", "Pss", "private"], rows)


def own_table(name, rounds_by_variant):
    """What it costs to do more: each variant against the first."""
    least = next(iter(rounds_by_variant.values()))
    rows = [[variant.removeprefix("responsum-"), f"{median(rounds, 'us'):.2f} ({median(rounds, 'utilisation'):.0%})",
             f"{(ratio(rounds, least) - 1) * 100:+.1f} %"] for variant, rounds in rounds_by_variant.items()]
    return "\n" + table([f"1 KiB, {name}", "CPU µs a request (core in use)", "more than without"], rows)
