"""What backup and restore refuse, said in Chinese with what to do."""

from gaoxin.errors import GaoxinError


class BackupError(GaoxinError):
    """A backup that cannot be made, read or restored; nothing was changed."""
