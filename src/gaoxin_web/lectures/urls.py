"""Pages of lecture series and remote finals; under ``lectures/``."""

from __future__ import annotations

from django.urls import path

from gaoxin_web.lectures.views import (
    draws,
    finals,
    finals_windows,
    invitations,
    ranking,
    series,
    slots,
    speakers,
    timetable,
)

urlpatterns = [
    path("", series.SeriesList.as_view(), name="lectures"),
    path("new/", series.SeriesNew.as_view(), name="series_new"),
    # by link, for everybody
    path("answer/<str:token>/", invitations.Answer.as_view(), name="lecture_answer"),
    path("answer/<str:token>/talk.ics", invitations.AnswerCalendar.as_view(), name="lecture_answer_calendar"),
    path("calendar/<str:token>/series.ics", invitations.SeriesCalendar.as_view(), name="lecture_calendar"),
    path("draw/<slug:code>/", draws.DrawPage.as_view(), name="draw"),
    path("slot/<str:token>/", slots.SlotOfEntrant.as_view(), name="finals_slot"),
    path("slot/<str:token>/slot.ics", slots.SlotCalendar.as_view(), name="finals_slot_calendar"),
    # a series
    path("<int:contest>/", series.Overview.as_view(), name="series"),
    path("<int:contest>/sessions/", series.Sessions.as_view(), name="series_sessions"),
    path("<int:contest>/sessions/add/", series.SessionAdd.as_view(), name="series_session_add"),
    path("<int:contest>/sessions/<int:sitting>/remove/", series.SessionRemove.as_view(), name="series_session_remove"),
    path("<int:contest>/rules/", series.Rules.as_view(), name="series_rules"),
    path("<int:contest>/speakers/", speakers.SpeakerList.as_view(), name="series_speakers"),
    path("<int:contest>/speakers/new/", speakers.SpeakerEdit.as_view(), name="series_speaker_new"),
    path("<int:contest>/speakers/import/", speakers.SpeakersImport.as_view(), name="series_speakers_import"),
    path("<int:contest>/speakers/template/", speakers.SpeakersTemplate.as_view(), name="series_speakers_template"),
    path("<int:contest>/speakers/check/<str:token>/", speakers.SpeakersCheck.as_view(), name="series_speakers_check"),
    path("<int:contest>/speakers/<int:talk>/", speakers.SpeakerEdit.as_view(), name="series_speaker"),
    path("<int:contest>/speakers/<int:talk>/remove/", speakers.SpeakerWithdraw.as_view(), name="series_speaker_remove"),
    path("<int:contest>/timetable/", timetable.TimetablePage.as_view(), name="series_timetable"),
    path("<int:contest>/timetable/solve/", timetable.Solve.as_view(), name="series_solve"),
    path("<int:contest>/timetable/move/", timetable.Move.as_view(), name="series_move"),
    path("<int:contest>/timetable/pin/", timetable.Pin.as_view(), name="series_pin"),
    path("<int:contest>/timetable/undo/", timetable.Travel.as_view(), name="series_undo"),
    path("<int:contest>/timetable/redo/", timetable.Travel.as_view(forward=True), name="series_redo"),
    path("<int:contest>/timetable/clear/", timetable.Clear.as_view(), name="series_clear"),
    path("<int:contest>/timetable/publish/", timetable.Publish.as_view(), name="series_publish"),
    path("<int:contest>/timetable/<int:number>/", timetable.Version.as_view(), name="series_timetable_version"),
    path("<int:contest>/timetable/<int:number>/restore/", timetable.Restore.as_view(), name="series_restore"),
    path("<int:contest>/invitations/", invitations.Invitations.as_view(), name="series_invitations"),
    path("<int:contest>/invitations/send/", invitations.Invite.as_view(), name="series_invite"),
    path("<int:contest>/invitations/text/", invitations.LetterText.as_view(), name="series_letter_text"),
    path("<int:contest>/invitations/letters/", invitations.Letters.as_view(), name="series_letters"),
    path("<int:contest>/ranking/", ranking.RankingPage.as_view(), name="series_ranking"),
    path("<int:contest>/ranking/<int:place>/", ranking.TalkPage.as_view(), name="series_talk"),
    path("<int:contest>/brief/<str:form>/", ranking.Brief.as_view(), name="series_brief"),
    # a remote final
    path("<int:contest>/slots/", finals.FinalsTable.as_view(), name="finals"),
    path("<int:contest>/slots/settings/", finals_windows.FinalsSettings.as_view(), name="finals_settings"),
    path("<int:contest>/slots/windows/new/", finals_windows.WindowEdit.as_view(), name="finals_window_new"),
    path("<int:contest>/slots/windows/<int:window>/", finals_windows.WindowEdit.as_view(), name="finals_window"),
    path(
        "<int:contest>/slots/windows/<int:window>/remove/",
        finals_windows.WindowRemove.as_view(),
        name="finals_window_remove",
    ),
    path("<int:contest>/slots/solve/", finals.FinalsSolve.as_view(), name="finals_solve"),
    path("<int:contest>/slots/publish/", finals.FinalsPublish.as_view(), name="finals_publish"),
    path("<int:contest>/slots/links/", finals.FinalsLinks.as_view(), name="finals_links"),
    path("<int:contest>/slots/entries/<int:place>/", finals.FinalsEntry.as_view(), name="finals_entry"),
    path("<int:contest>/slots/entries/<int:place>/move/", finals.FinalsMove.as_view(), name="finals_move"),
    path("<int:contest>/slots/draw/", draws.DrawCommit.as_view(), name="finals_draw"),
    path("<int:contest>/slots/draw/<int:draw>/reveal/", draws.DrawReveal.as_view(), name="finals_draw_reveal"),
    path("<int:contest>/schedule/", timetable.ContestTimetable.as_view(), name="contest_timetable"),
]
