from tests.gaoxin_web.accounts.conftest import _no_limits_left_over, admin, fresh, zone  # noqa: F401
