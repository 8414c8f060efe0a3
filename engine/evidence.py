"""What ballots say of two teams: evidence that one is better, and how much better.

The evidence is a mixture likelihood ratio (Robbins 1970). With h the log-odds that the challenger
wins a decisive answer, a ballot with a lead of l has the likelihood ratio 2 / (1 + exp(-h l)),
ballots multiply, and h is mixed over a normal distribution. While neither team is better the sign
of each lead is a fair coin, so the evidence is a martingale that starts at 1, and it *ever*
reaches 1 / alpha with a probability of alpha at most (Ville's inequality): one may look at any
time.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.ballots import Ballot

Reals = npt.NDArray[np.float64]


def evidence(leads: npt.NDArray[np.intp], spread: float) -> tuple[Reals, Reals]:
    """Return the evidence after each ballot, (n,): for the challenger, and for the control.

    `leads` is (n,), the challenger's. The evidence of the duel is the sum of the two; each is
    at least 0, and with no ballot each is 1/2. The normal distribution that h is mixed over is a
    grid, which changes its shape a little and the guarantee not at all.
    """
    h = spread * np.linspace(0.05, 4, 80)
    weights = np.exp(-((h / spread) ** 2) / 2)
    log_weights = np.log(weights / weights.sum() / 2)
    shares = []
    for sign in (1, -1):
        ratios = np.log(2) - np.logaddexp(0, -sign * leads[:, None] * h)
        logs = np.cumsum(ratios, axis=0) + log_weights
        # Evidence beyond any use would overflow.
        shares.append(np.exp(np.minimum(np.logaddexp.reduce(logs, axis=1), 700)))
    return shares[0], shares[1]


def posterior(cast: Sequence[Ballot]) -> tuple[float, tuple[float, float]]:
    """Return the chance that the challenger wins a decisive answer, and its central 95 %.

    Beta(1, 1) before, binomial over the decisive answers of the cast ballots, both counts divided
    by the design effect (at least 1): by how much more the ballots scatter than answers of
    independent chats would (Kish 1965).
    """
    wins, answers = sum(ballot.wins for ballot in cast), sum(ballot.decisive for ballot in cast)
    rate = (wins + 1) / (answers + 2)
    scatter = sum((ballot.wins - rate * ballot.decisive) ** 2 for ballot in cast)
    effect = max(1.0, scatter / (answers * rate * (1 - rate))) if answers else 1.0
    won, lost = wins / effect, (answers - wins) / effect
    p = (np.arange(20_000) + 0.5) / 20_000
    logs = won * np.log(p) + lost * np.log1p(-p)
    density = np.exp(logs - logs.max())
    below = np.cumsum(density) / density.sum()
    low, high = p[np.searchsorted(below, (0.025, 0.975))]
    return (won + 1) / (won + lost + 2), (float(low), float(high))
