"""Answer from the addons' manifests what depends on what.

manifests.py ROOT stock ADDON...  -> addons not ours that they depend on, sorted
manifests.py ROOT own ADDON...    -> the given addons and those of ours they need
"""

import ast
import sys
from pathlib import Path


def depends(root, addon):
    manifest = ast.literal_eval((root / addon / "__manifest__.py").read_text())
    return manifest["depends"]


def closure(root, addons):
    """Split what ``addons`` need into ours (found in ``root``) and stock ones."""
    own, stock, queue = set(), set(), list(addons)
    while queue:
        addon = queue.pop()
        if not (root / addon / "__manifest__.py").is_file():
            stock.add(addon)
        elif addon not in own:
            own.add(addon)
            queue += depends(root, addon)
    return own, stock


if __name__ == "__main__":
    own, stock = closure(Path(sys.argv[1]), sys.argv[3:])
    print("\n".join(sorted(own if sys.argv[2] == "own" else stock)))
