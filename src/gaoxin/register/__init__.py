"""The register: facts tables of enterprises, read with every doubt located."""

from gaoxin.register.facts import Facts, read_facts
from gaoxin.register.write import write_facts

__all__ = ["Facts", "read_facts", "write_facts"]
