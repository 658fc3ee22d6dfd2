# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Measure the search among 20,000 articles and roll everything back.

``python article_measure.py DATABASE ADDONS_PATH`` prints a line of JSON: the full-text
search against ``ilike`` on the same rows, and its plan.
"""

import statistics
import sys
import time

from rolled_back import print_measured

ARTICLES, REPEAT = 20_000, 15
QUERIES = ["printer drum", "reset the passwo", "invoice layout logo", "rare4711"]


def seed(env):
    """Multiply one published article in SQL, each with words of its own."""
    page = env["document.page"].create(
        {
            "name": "Seed",
            "content": "<p>Seed</p>",
            "kb_article": True,
            "kb_audience": "public",
            "kb_lang": "en_US",
            "parent_id": env.ref("helpdesk_kb.category_articles").id,
        }
    )
    page.action_kb_publish()
    env.flush_all()
    own = {
        "name": "'Article ' || g",
        "kb_search_text": (
            "'Article ' || g || ' printer' || (g % 97) || ' drum' || (g % 89)"
            " || ' reset the password of user' || g || ' invoice layout logo '"
            " || CASE WHEN g = 4711 THEN 'rare4711 printer drum' ELSE '' END"
            " || repeat(' some ordinary words of an article', 20)"
        ),
    }
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name ="
        " 'document_page' AND column_name <> 'id' AND is_generated = 'NEVER'"
    )
    columns = [name for (name,) in env.cr.fetchall()]
    values = ", ".join(own.get(name, f'p."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO document_page ({names}) SELECT {values}"
        f" FROM document_page p, generate_series(1, {ARTICLES}) g"
        f" WHERE p.id = {page.id}"
    )
    env.cr.execute("ANALYZE document_page")
    env.invalidate_all()


def measure(env):
    seed(env)
    pages = env["document.page"]
    results = {"full_text": [], "ilike": []}
    for query in QUERIES:
        domain = [("kb_search_text", "ilike", query)] + pages._kb_domain()
        results["full_text"].append(median(lambda q=query: pages._kb_search(q)))
        results["ilike"].append(median(lambda d=domain: pages.search(d, limit=5)))
    env.cr.execute(
        "EXPLAIN SELECT id FROM document_page WHERE kb_article AND"
        " kb_vector @@ to_tsquery('simple', 'rare4711')"
    )
    results["plan"] = "\n".join(line for (line,) in env.cr.fetchall())
    results["found"] = len(pages._kb_search("rare4711"))
    return results


def median(work):
    seconds = []
    for _round in range(REPEAT):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds), 4)


if __name__ == "__main__":
    print_measured(measure, *sys.argv[1:3])
