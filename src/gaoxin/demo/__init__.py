"""An invented high-tech zone to try gaoxin on: no enterprise in it exists."""

from gaoxin.demo.zone import write_zone

__all__ = ["write_zone"]
