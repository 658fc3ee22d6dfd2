# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables and curves of what ``scale.py`` has found.

``python scale_report.py RESULT.json…`` keeps the results beside this file, by size, and
writes everything of docs/ that comes out of them anew: the tables of the pages, the
curves, the plans of slow queries. Without a result it takes those that are kept. The
curves need matplotlib (setup/requirements-test.txt).
"""

import argparse
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).resolve().parent / "results"

CURVES = {
    "Coming in": ("mail_new", "mail_reply", "create_1", "create_100"),
    "Working": ("move_80", "close_80", "assign_80", "share_out_80"),
    "Lists": ("list_open", "list_all", "kanban", "form_read"),
    "Searching": ("search_number", "search_title", "search_text", "portal_search"),
    "Figures": ("dashboard", "manager", "report", "group_stage"),
    "Jobs": ("sweep_idle", "sweep_100", "lifecycle_idle", "lifecycle_100"),
}
#: What docs/trust.md shows of it.
IN_TRUST = (
    *("mail_new", "mail_reply", "create_1", "create_100", "move_80", "list_open"),
    *(
        "search_title",
        "form_read",
        "dashboard",
        "report",
        "portal_list",
        "portal_ticket",
    ),
)
BLOCK = r"(<!-- begin ([\w ]+) -->).*?(<!-- end -->)"
MARK = "<!-- written by tests/benchmark/scale_report.py -->"
LONGEST, LONGEST_LINE = 3000, 400


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
            found = (found_by(result, name, "ratio") for result in results)
            cells = ("" if ratio is None else f"{ratio:.2f}" for ratio in found)
            yield f"| {first['title']} | " + " | ".join(cells) + " |"


def costs(result):
    """CPU milliseconds and queries at one size."""
    yield "| what | stock: ms | ours: ms | stock: queries | ours: queries |"
    yield "| --- | --- | --- | --- | --- |"
    for values in result["operations"].values():
        both = (values["stock"], values["ours"])
        cells = [number(work(each)) if each else "–" for each in both]
        cells += [f"{each['queries']:,.0f}" if each else "–" for each in both]
        yield f"| {values['title']} | " + " | ".join(cells) + " |"


def slow(result):
    """Each slow query of ours, slowest first; its constants are of the benchmark."""
    found = [
        (query["ms"], values["title"], query)
        for values in result["operations"].values()
        for query in values.get("slow", ())
    ]
    for ms, title, query in sorted(found, key=lambda each: -each[0]):
        yield f"## {title}: {ms:,.0f} ms\n"
        yield f"```sql\n{shortened(query['query'])}\n```\n"
        yield f"```text\n{shortened(query['plan'])}\n```\n"


def shortened(text, most=LONGEST):
    lines = [line.rstrip()[:LONGEST_LINE] for line in text.strip().splitlines()]
    text = "\n".join(line for line in lines if line)
    return text if len(text) <= most else text[:most].rsplit("\n", 1)[0] + "\n…"


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


def kept():
    """Return the results that the pages tell, smallest size first."""
    results = [json.loads(path.read_text("utf-8")) for path in KEPT.glob("*.json")]
    return sorted(results, key=lambda result: result["size"])


def keep(result):
    """Keep a result; what is too long to read is cut."""
    for values in result["operations"].values():
        values["slow"] = [
            {
                **query,
                "query": shortened(query["query"]),
                "plan": shortened(query["plan"]),
            }
            for query in values.get("slow", ())
        ]
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{result['size']}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def blocks(results):
    """Return {name: lines} of what stands in the pages between two marks."""
    found = {"ratios": list(ratios(results)), "trust": list(trust(results))}
    for result in results:
        found[f"costs {result['size']}"] = list(costs(result))
    return found


def trust(results):
    """The rows that docs/trust.md picks out."""
    chosen = {f"| {results[0]['operations'][name]['title']} |" for name in IN_TRUST}
    for index, line in enumerate(ratios(results)):
        if index < 2 or any(line.startswith(title) for title in chosen):
            yield line


def filled(text, found):
    """Return the page ``text`` with its blocks as they are in ``found``.

    :raises KeyError: the page has a block that no result gives
    """

    def block(match):
        return "\n".join([match[1], "", *found[match[2]], "", match[3]])

    return re.sub(BLOCK, block, text, flags=re.DOTALL)


def write_pages(results):
    for name in ("speed", "trust"):
        page = ROOT / "docs" / f"{name}.md"
        page.write_text(filled(page.read_text("utf-8"), blocks(results)), "utf-8")
    plans = ROOT / "docs" / "speed-plans.md"
    head = plans.read_text("utf-8").partition(MARK)[0]
    plans.write_text(
        f"{head}{MARK}\n\n" + "\n".join(slow(results[-1])).rstrip() + "\n", "utf-8"
    )
    draw(results, ROOT / "docs" / "images" / "speed.svg")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="*", type=Path)
    for path in parser.parse_args().results:
        keep(json.loads(path.read_text("utf-8")))
    write_pages(kept())


if __name__ == "__main__":
    main()
