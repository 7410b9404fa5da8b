"""What is written to rounds and forms, each in one transaction; a RefusedError says why something is not done."""

from __future__ import annotations

from gaoxin_web.collection.models import Assignment, Round


class RefusedError(Exception):
    """Something that may not be done now; the message says so to the person who tried."""


def locked(pk: int) -> Assignment:
    """A form, held against anybody else until the transaction ends, and its round as it stands now.

    The round is read after the form is held: locking a round waits for the forms in hand, and is then seen here.
    """
    form = Assignment.objects.select_for_update().get(pk=pk)
    form.round = Round.objects.select_related("data_set", "batch").get(pk=form.round_id)
    return form
