"""A live room (现场): what the chair leads, who is let in, what everybody sees, and what is kept beside the ballots."""

from gaoxin_web.live.models.room import Frame, Pass, Presence, Room
from gaoxin_web.live.models.voices import AudienceVote, Listener, Remark

__all__ = ["AudienceVote", "Frame", "Listener", "Pass", "Presence", "Remark", "Room"]
