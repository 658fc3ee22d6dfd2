# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How work grows with what it is given: a ratio of one run, so no machine is too slow.

Eight times the text may take eight times as long; work that grows with the square of
it takes sixty-four times. In between lies :data:`LIMIT`.
"""

import time

TIMES = 8
LIMIT = 24
#: Below it a difference is the machine's, in seconds of CPU.
NOISE = 0.2


def seconds_of(work, *args):
    """Return the CPU time (in seconds) that ``work(*args)`` takes."""
    began = time.process_time()
    work(*args)
    return time.process_time() - began


def assert_grows_evenly(work, make):
    """Fail if eight times as much takes ``work`` far more than eight times as long.

    :param work: what is measured, called with what ``make`` returns
    :param make: returns the input of a size, of 1 and of 8
    """
    small, large = (seconds_of(work, make(size)) for size in (1, TIMES))
    assert large < LIMIT * small + NOISE, f"{small:.3f} s, {large:.3f} s for 8 times"
