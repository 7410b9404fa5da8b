"""Pages of judging: the pool and panels of officers under ``contests/``, the judge's own under ``desk/``."""

from __future__ import annotations

from django.urls import path

from gaoxin_web.contests.views import (
    assigning,
    assigning_table,
    desk,
    disputes,
    judges,
    judges_import,
    panel,
    panel_answer,
    progress,
)

CONTEST = "contests/<int:contest>/"

urlpatterns = [
    path("contests/judges/", judges.JudgesView.as_view(), name="judges"),
    path("contests/judges/new/", judges.JudgeView.as_view(), name="judge_new"),
    path("contests/judges/import/", judges_import.JudgesImportView.as_view(), name="judges_import"),
    path("contests/judges/import/<str:token>/", judges_import.JudgesCheckView.as_view(), name="judges_check"),
    path("contests/judges/template.xlsx", judges_import.JudgesTemplateView.as_view(), name="judges_template"),
    path("contests/judges/<int:judge>/", judges.JudgeView.as_view(), name="judge"),
    path("contests/judges/<int:judge>/use/", judges.JudgeUseView.as_view(), name="judge_use"),
    path(f"{CONTEST}judges/", panel.PanelView.as_view(), name="contest_judges"),
    path(f"{CONTEST}judges/add/", panel.PanelAddView.as_view(), name="panel_add"),
    path(f"{CONTEST}judges/conflicts/", panel.ConflictAddView.as_view(), name="panel_conflict"),
    path(f"{CONTEST}judges/conflicts/<int:conflict>/off/", panel.ConflictOffView.as_view(), name="panel_conflict_off"),
    path(f"{CONTEST}judges/<int:seat>/", panel.SeatView.as_view(), name="panel_seat"),
    path(f"{CONTEST}judges/<int:seat>/off/", panel.SeatOffView.as_view(), name="panel_off"),
    path(f"{CONTEST}assignment/", assigning.AssignmentView.as_view(), name="contest_assignment"),
    path(f"{CONTEST}assignment/ask/", assigning.AssignmentAskView.as_view(), name="assignment_ask"),
    path(f"{CONTEST}assignment/give/", assigning.AssignmentGiveView.as_view(), name="assignment_give"),
    path(f"{CONTEST}assignment/take/", assigning.AssignmentTakeView.as_view(), name="assignment_take"),
    path(f"{CONTEST}assignment/track/", assigning.AssignmentTrackView.as_view(), name="assignment_track"),
    path(f"{CONTEST}assignment/import/", assigning_table.AssignmentImportView.as_view(), name="assignment_import"),
    path(
        f"{CONTEST}assignment/import/<str:token>/",
        assigning_table.AssignmentCheckView.as_view(),
        name="assignment_check",
    ),
    path(f"{CONTEST}assignment/<int:run>/", assigning.AssignmentRunView.as_view(), name="assignment_run"),
    path(f"{CONTEST}assignment/<int:run>/apply/", assigning.AssignmentApplyView.as_view(), name="assignment_apply"),
    path(f"{CONTEST}assignment/<int:run>/undo/", assigning.AssignmentUndoView.as_view(), name="assignment_undo"),
    path(f"{CONTEST}progress/", progress.ProgressView.as_view(), name="contest_progress"),
    path(f"{CONTEST}progress/open/", progress.RoundOpenView.as_view(), name="round_open"),
    path(f"{CONTEST}progress/close/", progress.RoundCloseView.as_view(), name="round_close"),
    path(f"{CONTEST}progress/reopen/", progress.BallotReopenView.as_view(), name="contest_ballot_reopen"),
    path(f"{CONTEST}progress/chain.json", progress.ChainFileView.as_view(), name="round_chain"),
    path(f"{CONTEST}disputes/", disputes.DisputesView.as_view(), name="contest_disputes"),
    path("desk/", desk.DeskView.as_view(), name="desk"),
    path("desk/invitation/<str:token>/", panel_answer.InvitationView.as_view(), name="judge_invitation"),
    path("desk/rounds/<int:round>/", desk.DeskRoundView.as_view(), name="desk_round"),
    path("desk/rounds/<int:round>/accept/", panel_answer.DeskAcceptView.as_view(), name="desk_accept"),
    path("desk/rounds/<int:round>/progress/", progress.DeskProgressView.as_view(), name="desk_progress"),
    path("desk/rounds/<int:round>/reopen/", progress.DeskReopenView.as_view(), name="desk_reopen"),
    path("desk/rounds/<int:round>/disputes/", disputes.DeskDisputesView.as_view(), name="desk_disputes"),
    path("desk/entries/<int:place>/", desk.DeskEntryView.as_view(), name="desk_entry"),
    path("desk/entries/<int:place>/aside/", desk.DeskAsideView.as_view(), name="desk_aside"),
    path("desk/entries/<int:place>/ask/", desk.DeskAskView.as_view(), name="desk_ask"),
    path("desk/entries/<int:place>/files/<int:file>/", desk.DeskFileView.as_view(), name="desk_file"),
]
