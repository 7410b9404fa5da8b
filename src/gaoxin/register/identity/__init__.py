"""Who is meant: credit codes, names as written, and the register of firms they are matched against."""

from gaoxin.register.identity.codes import Code, read_code
from gaoxin.register.identity.firms import Alias, Firm, FormerName
from gaoxin.register.identity.match import Candidate, Match, Register
from gaoxin.register.identity.names import Name, normal, parts, read_name

__all__ = [
    "Alias",
    "Candidate",
    "Code",
    "Firm",
    "FormerName",
    "Match",
    "Name",
    "Register",
    "normal",
    "parts",
    "read_code",
    "read_name",
]
