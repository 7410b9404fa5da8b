"""Pages of collection: officers' in ``rounds``, ``sets``, ``review`` and ``reminders``; enterprises' in ``filling``."""
