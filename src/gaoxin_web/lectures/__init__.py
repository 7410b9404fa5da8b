"""The lecture series (讲堂) and remote finals: who speaks when, invitations, comments, the ranking, the brief."""
