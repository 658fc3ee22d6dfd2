# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The training job; the only module that needs scikit-learn, imported when run."""

import dataclasses

import numpy as np

from .calibration import (
    best_factor,
    expected_calibration_error,
    softmax,
    threshold_for_precision,
)
from .clusters import grouped_folds, near_duplicate_groups
from .features import SIZE, weighted
from .model import Classifier, Learned

#: Below this many examples nothing is learned.
MIN_TRAINING = 60
_FACTORS = [0.05 * step for step in range(4, 81)]
_TRUSTS = [0.1 * step for step in range(11)]
#: Log odds that a label without examples lies behind the least likely learned one.
_NO_EXAMPLES = 2.0
_INVERSE_PENALTY = 20.0


class NotEnoughData(ValueError):
    """Too few examples, or only one label."""


@dataclasses.dataclass
class Report:
    """What held-out tickets say about a training."""

    examples: int
    accuracy: float
    ece: float
    coverage: float
    precision: float
    threshold: float | None
    threshold_coverage: float
    threshold_precision: float


def train(tickets, labels, lexicon, weights=None, seed=0, threshold=0.8, target=0.9):
    """Learn from prepared tickets; return (Classifier, :class:`Report`).

    ``weights`` count an example more or less. The report comes from
    predictions on folds that were not learned from, near duplicates kept
    together. Raises :class:`NotEnoughData`.
    """
    names = sorted(set(labels))
    if len(tickets) < MIN_TRAINING or len(names) < 2:
        raise NotEnoughData(f"{len(tickets)} examples of {len(names)} labels")
    truth = np.array([names.index(label) for label in labels])
    weights = np.ones(len(truth)) if weights is None else np.asarray(weights, float)
    held_out, shares = _held_out_logits(tickets, truth, weights, len(names), seed)
    classifier = Classifier(_with_lexicon(names, lexicon), lexicon)
    learned = _fit(tickets, truth, weights, len(names))
    held_out = _spread(held_out, names, classifier.labels)
    prior = np.array([classifier.lexicon_logits(ticket)[0] for ticket in tickets])
    places = np.array([classifier.labels.index(name) for name in names])
    sharpness, trust = _calibrate(held_out, prior, places[truth])
    classifier.learned = Learned(
        weights=_spread(learned[0], names, classifier.labels).astype(np.float16),
        bias=_spread(learned[1][None], names, classifier.labels)[0],
        idf=learned[2],
        sharpness=sharpness,
        lexicon_trust=trust,
        familiar_from=float(np.percentile(shares, 5)),
        examples={name: labels.count(name) for name in names},
    )
    logits = sharpness * held_out + trust * prior
    return classifier, _report(logits, places[truth], threshold, target)


def _with_lexicon(names, lexicon):
    """Return the labels to choose from: the lexicon's only where they are in use."""
    shared = set(names) & set(lexicon.labels)
    extra = [label for label in lexicon.labels if label not in names] if shared else []
    return names + extra


def _spread(logits, names, labels):
    """Put columns of ``names`` in the places of ``labels``; unlearned ones low."""
    if list(names) == list(labels):
        return logits
    low = logits.min(axis=1, keepdims=True) - _NO_EXAMPLES
    spread = np.repeat(low, len(labels), axis=1)
    spread[:, [labels.index(name) for name in names]] = logits
    return spread.astype(logits.dtype)


def _calibrate(held_out, prior, truth):
    """Return (sharpness, lexicon trust).

    The learned part is sharpened until it is honest alone; the lexicon, written
    before any ticket was seen, may lose trust by the data but never gain it, and
    the sum is not sharpened again: both see the same words.
    """
    sharpness = best_factor(held_out, truth, _FACTORS)
    if not prior.any():
        return sharpness, 0.0
    trust = best_factor(prior, truth, _TRUSTS, sharpness * held_out)
    joint = [factor for factor in _FACTORS if factor <= sharpness] or [sharpness]
    return best_factor(held_out, truth, joint, trust * prior), trust


def _held_out_logits(tickets, truth, weights, count, seed):
    """Return out-of-fold log odds and each ticket's share of known n-grams."""
    groups = near_duplicate_groups([set(t.blocks[0][0].tolist()) for t in tickets])
    fold_count = 5 if len(tickets) < 2000 else 3
    folds = np.array(grouped_folds(groups, fold_count, seed))
    logits = np.zeros((len(tickets), count))
    shares = np.ones(len(tickets))
    for fold in range(fold_count):
        inside = np.nonzero(folds != fold)[0]
        if len(set(truth[inside])) < 2:
            continue
        matrix, bias, idf = _fit(
            [tickets[i] for i in inside], truth[inside], weights[inside], count
        )
        for number in np.nonzero(folds == fold)[0]:
            columns, values = weighted(tickets[number].blocks, idf)
            logits[number] = values @ matrix[columns] + bias
            if len(columns):
                shares[number] = np.mean(idf[tickets[number].columns()] > 0)
    return logits, shares


def _fit(tickets, truth, weights, count):
    """Return (weights, bias, idf) of a multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression  # 177 MB: only here
    from threadpoolctl import threadpool_limits

    idf = _inverse_document_frequency(tickets)
    matrix, used = _matrix(tickets, idf)
    regression = LogisticRegression(C=_INVERSE_PENALTY, tol=1e-3, max_iter=150)
    with threadpool_limits(1):  # spinning threads cost CPU and win no time here
        regression.fit(matrix, truth, sample_weight=weights)
    coefficients = np.zeros((SIZE, count), np.float32)
    bias = np.full(count, -5.0, np.float32)
    present = regression.classes_
    coef, intercept = regression.coef_, regression.intercept_
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        coef, intercept = (
            np.vstack([-coef, coef]) / 2,
            np.array([-1, 1]) * intercept / 2,
        )
    coefficients[np.ix_(used, present)] = coef.T
    bias[present] = intercept
    return coefficients, bias, idf


def _inverse_document_frequency(tickets):
    seen = np.zeros(SIZE, np.float32)
    for ticket in tickets:
        seen[ticket.columns()] += 1
    idf = np.log((1 + len(tickets)) / (1 + seen)) + 1
    return np.where(seen > 0, idf, 0).astype(np.float32)


def _matrix(tickets, idf):
    """Return a sparse matrix over the used columns, and these columns."""
    from scipy.sparse import csr_matrix

    rows = [weighted(ticket.blocks, idf) for ticket in tickets]
    indptr = np.cumsum([0] + [len(columns) for columns, _values in rows])
    columns = np.concatenate([columns for columns, _values in rows])
    values = np.concatenate([values for _columns, values in rows])
    used, places = np.unique(columns, return_inverse=True)
    shape = (len(tickets), len(used))
    matrix = csr_matrix((values.astype(np.float64), places, indptr), shape=shape)
    matrix.sum_duplicates()
    return matrix, used


def _report(logits, truth, threshold, target):
    probabilities = softmax(logits)
    confidences = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    routed = confidences >= threshold
    found = threshold_for_precision(confidences, correct, target)
    return Report(
        examples=len(truth),
        accuracy=float(correct.mean()),
        ece=expected_calibration_error(confidences, correct),
        coverage=float(routed.mean()),
        precision=float(correct[routed].mean()) if routed.any() else 0.0,
        threshold=found[0] if found else None,
        threshold_coverage=found[1] if found else 0.0,
        threshold_precision=found[2] if found else 0.0,
    )
