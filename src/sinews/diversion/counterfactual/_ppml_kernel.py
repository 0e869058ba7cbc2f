"""One round of the three-way fit, compiled."""

import numpy as np
from numba import njit


@njit(cache=True)
def sweep(used, sums, a, b, c):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901
    """Scale all effects once; return the largest relative change of c."""
    n_products, n_partners, n_months = used.shape
    pair_sum, product_sum, partner_sum = sums
    below = np.zeros((n_partners, n_months))
    for k in range(n_products):
        row = np.zeros(n_months)
        for p in range(n_partners):
            d = 0.0
            for t in range(n_months):
                d += used[k, p, t] * b[k, t] * c[p, t]
            a[p, k] = pair_sum[p, k] / d if d > 0 else 0.0
            s = a[p, k]
            if s > 0:
                for t in range(n_months):
                    row[t] += used[k, p, t] * s * c[p, t]
        for t in range(n_months):
            b[k, t] = product_sum[k, t] / row[t] if row[t] > 0 else 0.0
        for p in range(n_partners):
            s = a[p, k]
            if s > 0:
                for t in range(n_months):
                    below[p, t] += used[k, p, t] * s * b[k, t]
    change = 0.0
    for p in range(n_partners):
        for t in range(n_months):
            new = partner_sum[p, t] / below[p, t] if below[p, t] > 0 else 0.0
            if new > 0 and c[p, t] > 0:
                change = max(change, abs(new / c[p, t] - 1))
            if below[p, t] > 0:
                c[p, t] = new
    return change
