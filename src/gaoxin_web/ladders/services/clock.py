"""How far a run is and how long each part of it took."""

from __future__ import annotations

from time import perf_counter

from gaoxin_web.ladders.models import Run


class Clock:
    """Says on the run which stage it has come to, and adds up the seconds of each."""

    def __init__(self, run: Run) -> None:
        self.run, self.seconds = run, dict[str, float]()
        self.stage, self.since = "", perf_counter()

    def enter(self, stage: Run.Stage) -> None:
        self._close()
        self.stage = stage.value
        Run.objects.filter(pk=self.run.pk).update(stage=self.stage)

    def stop(self) -> dict[str, float]:
        """Seconds of each stage so far."""
        self._close()
        return self.seconds

    def _close(self) -> None:
        now = perf_counter()
        if self.stage:
            self.seconds[self.stage] = round(self.seconds.get(self.stage, 0.0) + now - self.since, 2)
        self.since = now
