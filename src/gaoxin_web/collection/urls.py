from django.urls import path

from gaoxin_web.collection.views import filling, reminders, review, rounds, sets

urlpatterns = [
    path("", rounds.RoundList.as_view(), name="collections"),
    path("sets/", sets.DataSetList.as_view(), name="data_sets"),
    path("sets/new/", sets.DataSetNew.as_view(), name="data_set_new"),
    path("sets/<int:pk>/", sets.DataSetEdit.as_view(), name="data_set"),
    path("sets/<int:pk>/round/", rounds.RoundNew.as_view(), name="round_new"),
    path("count/", rounds.RoundCount.as_view(), name="round_count"),
    path("rounds/<int:pk>/", rounds.Board.as_view(), name="round"),
    path("rounds/<int:pk>/progress/", rounds.HandOutProgress.as_view(), name="round_progress"),
    path("rounds/<int:pk>/move/", rounds.RoundMove.as_view(), name="round_move"),
    path("rounds/<int:pk>/add/", rounds.RoundAdd.as_view(), name="round_add"),
    path("rounds/<int:pk>/reminders/", reminders.Reminders.as_view(), name="reminders"),
    path("rounds/<int:pk>/qr/", reminders.QrSheet.as_view(), name="qr_sheet"),
    path("rounds/<int:pk>/values/", reminders.Values.as_view(), name="round_values"),
    path("approve/", review.ApproveMany.as_view(), name="approve_forms"),
    path("forms/<int:pk>/", review.FormReview.as_view(), name="form_review"),
    path("forms/<int:pk>/approve/", review.Approve.as_view(), name="form_approve"),
    path("forms/<int:pk>/return/", review.SendBack.as_view(), name="form_return"),
    path("forms/<int:pk>/withdraw/", review.Withdraw.as_view(), name="form_withdraw"),
    path("forms/<int:pk>/link/", review.NewLink.as_view(), name="form_link"),
    path("own/", filling.OwnForms.as_view(), name="own_collections"),
    path("own/<int:pk>/", filling.FillByAccount.as_view(), name="own_form"),
    path("own/<int:pk>/template/", filling.TemplateByAccount.as_view(), name="own_template"),
    path("own/<int:pk>/upload/", filling.TakeByAccount.as_view(), name="own_upload"),
    path("fill/<str:token>/", filling.FillByLink.as_view(), name="fill"),
    path("fill/<str:token>/template/", filling.TemplateByLink.as_view(), name="fill_template"),
    path("fill/<str:token>/upload/", filling.TakeByLink.as_view(), name="fill_upload"),
]
