"""What is done in a live room: each in a transaction under the room's lock, each a new version for those who look."""
