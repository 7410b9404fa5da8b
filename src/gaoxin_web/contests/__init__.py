"""Contests (大赛): the call, entries, judges, ballots, results, awards and what became of the winners."""
