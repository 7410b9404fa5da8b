"""How judges hang together through entries they share (评委连通性).

Where they do not, a harsh panel and a weak group look alike.
"""

from __future__ import annotations

import numpy as np

LEAST = 0.1  # contests.md §3.5: below it marks are not adjusted. A judgement, not measured


def components(cast: np.ndarray) -> np.ndarray:
    """The piece each judge belongs to, from 0; −1 for judges without an entry.

    Args:
        cast: bool, shape (entries, judges).
    """
    shared = (cast.astype(np.float32).T @ cast.astype(np.float32)) > 0
    found = np.full(cast.shape[1], -1)
    piece = 0
    for judge in np.flatnonzero(cast.any(axis=0)):
        if found[judge] >= 0:
            continue
        front = np.zeros(cast.shape[1], bool)
        front[judge] = True
        while True:
            grown = front | shared[front].any(axis=0)
            if (grown == front).all():
                break
            front = grown
        found[front] = piece
        piece += 1
    return found


def pieces(cast: np.ndarray) -> int:
    """How many pieces the judges with an entry fall into."""
    return int(components(cast).max(initial=-1)) + 1


def connectivity(cast: np.ndarray) -> tuple[float | None, np.ndarray]:
    """Algebraic connectivity (λ₂), and on which side of the weakest cut each judge is.

    The second smallest eigenvalue of the normalised Laplacian of the graph whose nodes are entries and judges, and
    whose edges are the pairs; 0 where it falls into pieces. Found from the judges' side: 1 − the second singular value.

    Returns:
        λ₂, None with fewer than two judges; the Fiedler vector at the judges.
    """
    of_entry, of_judge = cast.sum(axis=1), cast.sum(axis=0)
    if np.count_nonzero(of_judge) < 2:
        return None, np.zeros(len(of_judge))
    down, across = (np.divide(1.0, np.sqrt(of), out=np.zeros(len(of)), where=of > 0) for of in (of_entry, of_judge))
    scaled = cast * down[:, None] * across[None, :]
    values, vectors = np.linalg.eigh(scaled.T @ scaled)
    lambda2 = 0.0 if pieces(cast) > 1 else float(1.0 - np.sqrt(np.clip(values[-2], 0.0, 1.0)))
    return lambda2, vectors[:, -2] * across
