"""Pages."""

from __future__ import annotations

from django.urls import path

from gaoxin_web.live.views import audience, joining, passes, phone, rooms, screen, voices

urlpatterns = [
    path("", rooms.Rooms.as_view(), name="live_rooms"),
    path("contest/<int:contest>/", rooms.ContestRooms.as_view(), name="contest_live"),
    path("<int:room>/", rooms.RoomPage.as_view(), name="live_room"),
    path("<int:room>/part/", rooms.RoomPart.as_view(), name="live_room_part"),
    path("<int:room>/do/", rooms.RoomDo.as_view(), name="live_do"),
    path("<int:room>/settings/", rooms.RoomSettings.as_view(), name="live_settings"),
    path("<int:room>/passes/", passes.Passes.as_view(), name="live_passes"),
    path("<int:room>/voices/", voices.Voices.as_view(), name="live_voices"),
    path("j/<str:token>/", joining.Join.as_view(), name="live_join"),
    path("seat/<int:room>/", phone.Phone.as_view(), name="live_phone"),
    path("seat/<int:room>/board.json", phone.PhoneBoard.as_view(), name="live_phone_board"),
    path("seat/<int:room>/stream", phone.PhoneStream.as_view(), name="live_phone_stream"),
    path("seat/<int:room>/ballot/<int:place>/", phone.CastBallot.as_view(), name="live_ballot"),
    path("seat/<int:room>/aside/<int:place>/", phone.StandAside.as_view(), name="live_aside"),
    path("seat/<int:room>/remark/<int:place>/", phone.WriteRemark.as_view(), name="live_remark"),
    path("seat/<int:room>/lead/", rooms.ChairPage.as_view(), name="live_chair"),
    path("seat/<int:room>/lead/part/", rooms.ChairPart.as_view(), name="live_chair_part"),
    path("seat/<int:room>/lead/do/", rooms.ChairDo.as_view(), name="live_chair_do"),
    path("s/<str:token>/", screen.Screen.as_view(), name="live_screen"),
    path("s/<str:token>/board.json", screen.ScreenBoard.as_view(), name="live_board"),
    path("s/<str:token>/stream", screen.ScreenStream.as_view(), name="live_stream"),
    path("a/<str:token>/", audience.Audience.as_view(), name="live_audience"),
    path("a/<str:token>/stream", audience.AudienceStream.as_view(), name="live_audience_stream"),
]
