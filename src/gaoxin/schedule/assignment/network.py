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

    The second smallest eigenvalue of the normalised Laplacian of the graph of judges. An entry with n judges ties each
    two of them by 1 ÷ n, as when their marks are levelled. 0 where the judges fall into pieces, m ÷ (m − 1) where
    all m judge everything.

    Returns:
        λ₂, None with fewer than two judges; the Fiedler vector at the judges.
    """
    seated = np.flatnonzero(cast.any(axis=0))
    side = np.zeros(cast.shape[1])
    if len(seated) < 2:
        return None, side
    if pieces(cast) > 1:
        return 0.0, side
    part = cast[:, seated].astype(float)
    weight = np.divide(1.0, part.sum(axis=1), out=np.zeros(len(part)), where=part.any(axis=1))
    laplacian = np.diag(part.sum(axis=0)) - (part * weight[:, None]).T @ part
    scale = 1.0 / np.sqrt(np.diag(laplacian))
    values, vectors = np.linalg.eigh(laplacian * scale[:, None] * scale[None, :])
    side[seated] = vectors[:, 1] * scale
    return float(max(values[1], 0.0)), side
