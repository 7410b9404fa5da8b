"""Who is meant: credit codes, names as written, and the register of firms they are matched against."""

from gaoxin.register.identity.codes import Code, read_code, read_codes
from gaoxin.register.identity.cores import Candidate
from gaoxin.register.identity.firms import Firm, OtherName
from gaoxin.register.identity.lexicon import Lexicon, Parts
from gaoxin.register.identity.match import Match, Register
from gaoxin.register.identity.names import Name, normal, read_name

__all__ = [
    "Candidate",
    "Code",
    "Firm",
    "Lexicon",
    "Match",
    "Name",
    "OtherName",
    "Parts",
    "Register",
    "normal",
    "read_code",
    "read_codes",
    "read_name",
]
