# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables and curves of what ``scale.py`` has found.

``python scale_report.py RESULT.json… [--curves curves.svg]`` prints the tables in
Markdown, one column per size. The curves need matplotlib (setup/requirements-test.txt).
"""

import argparse
import json
from pathlib import Path

CURVES = {
    "Coming in": ("mail_new", "mail_reply", "create_1", "create_100"),
    "Working": ("move_80", "close_80", "assign_80", "share_out_80"),
    "Lists": ("list_open", "list_all", "kanban", "form_read"),
    "Searching": ("search_number", "search_title", "search_text", "portal_search"),
    "Figures": ("dashboard", "manager", "report", "group_stage"),
    "Jobs": ("sweep_idle", "sweep_100", "lifecycle_idle", "lifecycle_100"),
}


def work(values):
    return values["cpu"] + values["sql"]


def found_by(result, name, who):
    """Return what an operation cost; None if it was not measured at that size."""
    return result["operations"].get(name, {}).get(who)


def number(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def ratios(results):
    sizes = [f"{result['size']:,}" for result in results]
    yield "| what | " + " | ".join(sizes) + " |"
    yield "| --- " * (len(sizes) + 1) + "|"
    for name, first in results[0]["operations"].items():
        if "ratio" in first:
            found = (found_by(result, name, "ratio") or "" for result in results)
            yield f"| {first['title']} | " + " | ".join(map(str, found)) + " |"


def milliseconds(results):
    sizes = [f"{result['size']:,}" for result in results]
    yield "| what | " + " | ".join(f"{size}: stock | ours" for size in sizes) + " |"
    yield "| --- " * (2 * len(sizes) + 1) + "|"
    for name, first in results[0]["operations"].items():
        cells = []
        for result in results:
            for who in ("stock", "ours"):
                values = found_by(result, name, who)
                cells.append(number(work(values)) if values else "–")
        yield f"| {first['title']} | " + " | ".join(cells) + " |"


def queries(results):
    yield "| what | stock | ours |"
    yield "| --- | --- | --- |"
    for values in results[-1]["operations"].values():
        cells = (values[who] and values[who]["queries"] for who in ("stock", "ours"))
        shown = (f"{cell:,.0f}" if cell is not None else "–" for cell in cells)
        yield f"| {values['title']} | " + " | ".join(shown) + " |"


def slow(results):
    for name, values in results[-1]["operations"].items():
        for found in values["slow"]:
            yield f"### {values['title']} (`{name}`): {found['ms']:.0f} ms\n"
            yield f"```sql\n{found['query'].strip()[:1500]}\n```\n"
            yield f"```text\n{found['plan']}\n```\n"


def draw(results, path):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    matplotlib.rcParams["svg.hashsalt"] = "helpdesk"  # the same file every time
    curves = {
        title: names
        for title, names in CURVES.items()
        if any(all(found_by(r, name, "ours") for r in results) for name in names)
    }
    rows = -(-len(curves) // 2)
    figure, axes = plt.subplots(
        rows, 2, figsize=(10, 4 * rows), layout="constrained", squeeze=False
    )
    sizes = [result["size"] for result in results]
    for unused in axes.flat[len(curves) :]:
        unused.remove()
    for axis, (title, names) in zip(axes.flat, curves.items(), strict=False):
        for index, name in enumerate(names):
            for who, line in (("ours", "-"), ("stock", ":")):
                values = [found_by(result, name, who) for result in results]
                if all(values):
                    axis.plot(
                        sizes,
                        [work(value) for value in values],
                        line,
                        color=f"C{index}",
                        marker="o",
                        label=name if who == "ours" else None,
                    )
        axis.set(xscale="log", yscale="log", title=title, ylabel="CPU ms")
        axis.set_xlabel("tickets (dotted: stock)")
        axis.legend(fontsize="small")
        axis.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--curves", type=Path)
    given = parser.parse_args()
    results = sorted(
        (json.loads(path.read_text("utf-8")) for path in given.results),
        key=lambda result: result["size"],
    )
    for title, rows in (
        ("Ratios", ratios),
        ("CPU milliseconds", milliseconds),
        ("Queries", queries),
        ("Slow queries", slow),
    ):
        print(f"\n## {title}\n")
        print("\n".join(rows(results)))
    if given.curves:
        draw(results, given.curves)


if __name__ == "__main__":
    main()
