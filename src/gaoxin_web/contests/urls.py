"""Pages of officers about contests; under ``contests/``."""

from django.urls import path

from gaoxin_web.contests.views import (
    contest_list,
    entrant,
    entries,
    entry,
    form,
    of_enterprise,
    own,
    setup,
    setup_others,
    setup_scheme,
)

urlpatterns = [
    path("", contest_list.ContestList.as_view(), name="contests"),
    path("new/", setup.ContestNew.as_view(), name="contest_new"),
    path("others/new/", setup.OthersNew.as_view(), name="contest_others_new"),
    path("enterprise/<int:pk>/", of_enterprise.EnterpriseContestsPage.as_view(), name="enterprise_contests"),
    path("own/", own.OwnEntries.as_view(), name="own_entries"),
    path("own/start/<slug:code>/", own.OwnStart.as_view(), name="own_entry_start"),
    path("own/<int:entry>/", entrant.EntryByAccount.as_view(), name="own_entry"),
    path("own/<int:entry>/files/<int:file>/", entrant.FileByAccount.as_view(), name="own_entry_file"),
    path("<int:contest>/", setup.ContestView.as_view(), name="contest"),
    path("<int:contest>/edit/", setup.ContestEdit.as_view(), name="contest_edit"),
    path("<int:contest>/state/", setup.MoveView.as_view(), name="contest_state"),
    path("<int:contest>/copy/", setup.CopyView.as_view(), name="contest_copy"),
    path("<int:contest>/parts/", setup.PartsView.as_view(), name="contest_parts"),
    path("<int:contest>/rounds/new/", setup.RoundPage.as_view(), name="contest_round_new"),
    path("<int:contest>/rounds/<int:round>/", setup.RoundPage.as_view(), name="contest_round"),
    path("<int:contest>/rounds/<int:round>/remove/", setup.RoundRemove.as_view(), name="contest_round_remove"),
    path("<int:contest>/rounds/<int:round>/scheme/", setup_scheme.SchemePage.as_view(), name="contest_scheme"),
    path("<int:contest>/others/", setup_others.OthersView.as_view(), name="contest_others"),
    path("<int:contest>/others/add/", setup_others.OthersAdd.as_view(), name="contest_others_add"),
    path("<int:contest>/others/paste/", setup_others.OthersPaste.as_view(), name="contest_others_paste"),
    path("<int:contest>/others/<int:award>/remove/", setup_others.OthersRemove.as_view(), name="contest_others_remove"),
    path("<int:contest>/call/", form.CallSetup.as_view(), name="contest_call"),
    path("<int:contest>/call/order/", form.QuestionOrder.as_view(), name="contest_questions_order"),
    path("<int:contest>/call/eligibility/", form.EligibilityPage.as_view(), name="contest_eligibility"),
    path("<int:contest>/call/questions/new/", form.QuestionPage.as_view(), name="contest_question_new"),
    path("<int:contest>/call/questions/<int:question>/", form.QuestionPage.as_view(), name="contest_question"),
    path(
        "<int:contest>/call/questions/<int:question>/turn/", form.QuestionTurn.as_view(), name="contest_question_turn"
    ),
    path("<int:contest>/entries/", entries.EntryList.as_view(), name="contest_entries"),
    path("<int:contest>/entries/files.zip", entries.EntryFiles.as_view(), name="contest_entry_files"),
    path("<int:contest>/entries/first-round/", entries.FirstRound.as_view(), name="contest_first_round"),
    path("<int:contest>/entries/review/<slug:what>/", entries.EntriesReview.as_view(), name="contest_entries_review"),
    path("<int:contest>/entries/<int:entry>/", entry.EntryView.as_view(), name="contest_entry"),
    path("<int:contest>/entries/<int:entry>/review/", entry.EntryReview.as_view(), name="contest_entry_review"),
    path("<int:contest>/entries/<int:entry>/decide/", entry.EntryDecide.as_view(), name="contest_entry_decide"),
    path("<int:contest>/entries/<int:entry>/enterprise/", entry.EntryLink.as_view(), name="contest_entry_link"),
    path("<int:contest>/entries/<int:entry>/link/", entry.EntryNewLink.as_view(), name="contest_entry_new_link"),
    path("<int:contest>/entries/<int:entry>/unmask/", entry.EntryUnmask.as_view(), name="contest_entry_unmask"),
    path(
        "<int:contest>/entries/<int:entry>/files/<int:file>/",
        entry.EntryFilePage.as_view(),
        name="contest_entry_file",
    ),
]
