"""What a person fills in of the register."""

from gaoxin_web.enterprises.forms.enterprise import ContactForm, EnterpriseForm
from gaoxin_web.enterprises.forms.figures import FactForm, ReasonForm
from gaoxin_web.enterprises.forms.holdings import KINDS, Kind

__all__ = ["KINDS", "ContactForm", "EnterpriseForm", "FactForm", "Kind", "ReasonForm"]
