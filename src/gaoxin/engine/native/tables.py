"""Arrow's buffers under a compiled function: where columns lie, where results go; nothing is copied.

Rows go by blocks of eight. A last block that is not full is read from a copy, for what follows a
buffer's end is not ours; results have room for it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gaoxin.engine.native.figures import Kind
from gaoxin.engine.native.module import SIZES
from gaoxin.engine.native.text import LANES

Addresses = npt.NDArray[np.int64]
LINE = 64  # bytes of a line of the cache; every result begins with one
ROW = 8  # bytes of a whole number
ARROW: dict[Kind, Any] = {
    "bool": pa.bool_(),
    "i8": pa.int8(),
    "i32": pa.int32(),
    "i64": pa.int64(),
    "double": pa.float64(),
}


class Columns:
    """Where a batch's columns lie, a row of four words each; one it lacks is unknown throughout."""

    def __init__(self, batch: pa.RecordBatch | None, asked: Mapping[str, bool], rows: int) -> None:
        self.rows, self.kept = rows, [batch]
        self.known, self.none = (self._keep(np.full(LINE, byte, np.uint8)) for byte in (255, 0))
        present = {} if batch is None else dict(zip(batch.schema.names, batch.columns, strict=True))
        places = [self._place(present.get(name), number) for name, number in asked.items()]
        self.addresses: Addresses = np.array(places, np.int64).reshape(-1, 4)

    def _keep(self, room: npt.NDArray[np.uint8]) -> int:
        self.kept.append(room)
        return room.ctypes.data

    def _place(self, column: pa.Array | None, number: bool) -> tuple[int, int, int, int]:
        if column is None:
            return self.none, 0, self.none, 0
        validity, values = column.buffers()
        valid = (self.known, 0) if validity is None else (self._bits(validity, column.offset), 1)
        if number:
            return values.address + ROW * column.offset, ROW * LANES, *valid
        return self._bits(values, column.offset), 1, *valid

    def _bits(self, bits: pa.Buffer, offset: int) -> int:
        """Where a bitmap begins; of one that begins within a byte, a copy that does not."""
        if offset % 8 == 0:
            return int(bits.address) + offset // 8
        found = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[offset : offset + self.rows]
        return self._keep(np.packbits(found, bitorder="little"))

    def last(self) -> Addresses:
        """The addresses for the last block, which is not full: from a copy, as if the columns ended there."""
        block, rest = divmod(self.rows, LANES)
        moved = self.addresses.copy()
        room = np.zeros((2 * len(moved), LINE), np.uint8)
        start = self._keep(room)
        for place, (values, step, validity, valid_step) in enumerate(self.addresses.tolist()):
            for part, (begin, on) in enumerate(((values, step), (validity, valid_step))):
                if on:
                    at = start + LINE * (2 * place + part)
                    ctypes.memmove(at, begin + on * block, rest * ROW if on > 1 else 1)
                    moved[place, 2 * part] = at - on * block
        return moved


class Results:
    """Room for results, in one piece of Arrow's memory, which is kept from run to run; and what is made of it."""

    def __init__(self, asked: Sequence[tuple[Kind, bool]], rows: int) -> None:
        self.asked, self.rows, blocks = asked, rows, -(-rows // LANES)
        self.sizes = [size * blocks for kind, doubt in asked for size in (SIZES[kind], int(doubt))]
        ends = np.cumsum([-(-size // LINE) * LINE for size in self.sizes]).tolist()
        self.starts, self.room = [0, *ends][: len(ends)], pa.allocate_buffer(max(ends, default=0))
        self.addresses: Addresses = np.array(self.starts, np.int64) + self.room.address

    def arrays(self) -> list[pa.Array]:
        parts = [self.room.slice(start, size) for start, size in zip(self.starts, self.sizes, strict=True)]
        return [
            pa.Array.from_buffers(ARROW[kind], self.rows, [parts[2 * at + 1] if doubt else None, parts[2 * at]])
            for at, (kind, doubt) in enumerate(self.asked)
        ]
