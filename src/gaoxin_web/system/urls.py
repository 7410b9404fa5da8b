"""Pages of 系统管理."""

from django.urls import path

from gaoxin_web.system.views import audit, grants, online, organisations, personal, status, users, watermark

urlpatterns = [
    path("users/", users.UserList.as_view(), name="users"),
    path("users/add/", users.UserAdd.as_view(), name="user_add"),
    path("users/approvals/", grants.Approvals.as_view(), name="approvals"),
    path("users/online/", online.OnlineList.as_view(), name="online"),
    path("users/online/end/", online.SessionsEnd.as_view(), name="sessions_end"),
    path("users/<int:user>/", users.UserPage.as_view(), name="user"),
    path("users/<int:user>/change/", users.UserChange.as_view(), name="user_change"),
    path("users/<int:user>/disable/", users.UserDisable.as_view(), name="user_disable"),
    path("users/<int:user>/enable/", users.UserEnable.as_view(), name="user_enable"),
    path("users/<int:user>/unlock/", users.UserUnlock.as_view(), name="user_unlock"),
    path("users/<int:user>/reset/", users.UserReset.as_view(), name="user_reset"),
    path("users/<int:user>/sign-out/", users.UserSignOut.as_view(), name="user_sign_out"),
    path("users/<int:user>/second-factor/", users.UserDropSecond.as_view(), name="user_drop_second"),
    path("users/<int:user>/grants/add/", grants.GrantAdd.as_view(), name="grant_add"),
    path("grants/<int:grant>/take/", grants.GrantTake.as_view(), name="grant_take"),
    path("grants/<int:grant>/approve/", grants.GrantApprove.as_view(), name="grant_approve"),
    path("grants/<int:grant>/reject/", grants.GrantReject.as_view(), name="grant_reject"),
    path("organisations/", organisations.OrganisationTree.as_view(), name="organisations"),
    path("organisations/add/", organisations.OrganisationAdd.as_view(), name="organisation_add"),
    path("organisations/<int:organisation>/", organisations.OrganisationChange.as_view(), name="organisation_change"),
    path(
        "organisations/<int:organisation>/remove/",
        organisations.OrganisationRemove.as_view(),
        name="organisation_remove",
    ),
    path("status/", status.Status.as_view(), name="status"),
    path("status/rehearsed/", status.Rehearsed.as_view(), name="rehearsed"),
    path("personal-data/", personal.PersonalData.as_view(), name="personal_data"),
    path("watermark.svg", watermark.watermark, name="watermark"),
    path("audit/", audit.AuditList.as_view(), name="audit"),
    path("audit/verify/", audit.AuditVerify.as_view(), name="audit_verify"),
    path("audit/<int:event>/", audit.AuditEventPage.as_view(), name="audit_event"),
]
