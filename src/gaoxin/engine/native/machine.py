"""LLVM's text → a function of this machine."""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gaoxin.engine.native.module import Module, module_of
from gaoxin.engine.outputs import Output
from gaoxin.errors import GaoxinError

KEPT = 16  # compiled programs; some hundred kilobytes each
Span = Callable[[int, int, int, int], None]  # first block, end, addresses of columns and of results


@dataclass(frozen=True)
class Machine:
    """A module's function, and what keeps its code in memory.

    ``order`` has for each wanted output its place among the results: several may show the same.
    """

    module: Module
    order: list[int]
    run: Span
    code: Any


def is_installed() -> bool:
    """Whether ``gaoxin[native]`` is there."""
    return importlib.util.find_spec("llvmlite") is not None


@lru_cache(maxsize=KEPT)
def machine_of(wanted: tuple[Output, ...], raw: bool) -> Machine:
    """The compiled function of some outputs, kept: making all of a rulebook's takes about a second."""
    if not is_installed():
        raise GaoxinError("机器码引擎需要 llvmlite，未安装。请运行 pip install 'gaoxin[native]'，或改用 Polars。")
    places: dict[tuple[str, object], int] = {}
    order = [places.setdefault((output.part, output.content), len(places)) for output in wanted]
    module = module_of([wanted[order.index(place)] for place in range(len(places))], raw=raw)
    code = _compiled(module.text)
    span = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)
    return Machine(module, order, span(code.get_function_address("run")), code)


def _compiled(text: str) -> Any:
    import llvmlite.binding as llvm  # noqa: PLC0415 - an extra

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module = llvm.parse_assembly(text)
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2, jit=True
    )
    engine = llvm.create_mcjit_compiler(module, target)
    engine.finalize_object()
    return engine
