"""Pages of results, notices, awards, certificates and what became of winners."""

from __future__ import annotations

from django.urls import URLPattern, path

from gaoxin_web.contests.views import (
    appeals,
    awards,
    certificates,
    notice,
    outcomes,
    results,
    results_actions,
    results_files,
    verify,
)

C = "contests/<int:contest>/"
ROUND, RESULT = f"{C}results/rounds/<int:round>/", f"{C}results/<int:result>/"
CERTIFICATE = f"{C}certificates/<int:certificate>/"

urlpatterns: list[URLPattern] = [
    path(f"{C}results/", results.ResultsView.as_view(), name="contest_results"),
    path(ROUND, results.PreviewView.as_view(), name="contest_round_result"),
    path(f"{ROUND}entries/<int:entry>/", results.PreviewEntryView.as_view(), name="contest_round_entry"),
    path(f"{ROUND}freeze/", results_actions.FreezeView.as_view(), name="contest_result_freeze"),
    path(f"{ROUND}close/", results_actions.CloseAgainView.as_view(), name="contest_result_close"),
    path(RESULT, results.ResultView.as_view(), name="contest_result"),
    path(f"{RESULT}entries/<int:entry>/", results.EntryView.as_view(), name="contest_result_entry"),
    path(f"{RESULT}compare/<int:other>/", results.CompareView.as_view(), name="contest_result_compare"),
    path(f"{RESULT}case.json", results_files.CaseView.as_view(), name="contest_result_case"),
    path(f"{RESULT}release/", results_actions.ReleaseView.as_view(), name="contest_result_release"),
    path(f"{RESULT}tie/", results_actions.TieView.as_view(), name="contest_result_tie"),
    path(f"{RESULT}reopen/", results_actions.ReopenView.as_view(), name="contest_result_reopen"),
    path(f"{RESULT}withdraw/", results_actions.WithdrawView.as_view(), name="contest_result_withdraw"),
    path(f"{RESULT}advance/", results_actions.AdvanceView.as_view(), name="contest_result_advance"),
    path(f"{RESULT}advance/undo/", results_actions.UndoAdvanceView.as_view(), name="contest_result_advance_undo"),
    path(f"{C}everything.zip", results_files.EverythingView.as_view(), name="contest_everything"),
    path(f"{C}appeals/", appeals.AppealsView.as_view(), name="contest_appeals"),
    path(f"{C}appeals/<int:appeal>/", appeals.AppealView.as_view(), name="contest_appeal"),
    path(f"{C}appeals/<int:appeal>/unmask/", appeals.AppealUnmaskView.as_view(), name="contest_appeal_unmask"),
    path(f"{C}appeals/<int:appeal>/file/", appeals.AppealFileView.as_view(), name="contest_appeal_file"),
    path(f"{C}awards/", awards.AwardsView.as_view(), name="contest_awards"),
    path(f"{C}awards/prizes/", awards.PrizesView.as_view(), name="contest_prizes"),
    path(f"{C}awards/new/", awards.SpecialView.as_view(), name="contest_award_new"),
    path(f"{C}awards/give/<int:result>/", awards.GiveView.as_view(), name="contest_awards_give"),
    path(f"{C}awards/<int:award>/take-back/", awards.TakeBackView.as_view(), name="contest_award_take_back"),
    path(f"{C}certificates/layout/", certificates.LayoutView.as_view(), name="contest_certificate_layout"),
    path(f"{C}certificates/preview.pdf", certificates.PreviewView.as_view(), name="contest_certificate_preview"),
    path(f"{C}certificates/issue/", certificates.IssueView.as_view(), name="contest_certificates_issue"),
    path(f"{C}certificates/all.pdf", certificates.AllView.as_view(), name="contest_certificates"),
    path(f"{CERTIFICATE}certificate.pdf", certificates.OneView.as_view(), name="contest_certificate"),
    path(f"{CERTIFICATE}revoke/", certificates.RevokeView.as_view(), name="contest_certificate_revoke"),
    path("contests/follow-up/", outcomes.AllContestsView.as_view(), name="contests_followup"),
    path(f"{C}follow-up/", outcomes.OutcomesView.as_view(), name="contest_followup"),
    path(f"{C}follow-up/import/", outcomes.OutcomeImportView.as_view(), name="contest_followup_import"),
    path(f"{C}follow-up/entries/<int:entry>/", outcomes.EntryOutcomesView.as_view(), name="contest_followup_entry"),
    path(f"{C}follow-up/entries/<int:entry>/new/", outcomes.OutcomeNewView.as_view(), name="contest_followup_new"),
    path(f"{C}follow-up/<int:outcome>/", outcomes.OutcomeEditView.as_view(), name="contest_followup_edit"),
    path("results/<slug:code>/", notice.NoticeView.as_view(), name="notice"),
    path("results/<slug:code>/<int:result>/", notice.EarlierView.as_view(), name="notice_earlier"),
    path("results/<slug:code>/<int:result>/objection/", notice.ObjectionView.as_view(), name="notice_objection"),
    path("verify/", verify.VerifyView.as_view(), name="verify"),
    path("verify/<str:number>/", verify.VerifyNumberView.as_view(), name="verify_number"),
    path(
        "entry/<str:token>/certificates/<int:certificate>/", certificates.ByLinkView.as_view(), name="entry_certificate"
    ),
]
