from django.urls import URLPattern, path
from django.views.generic import RedirectView

from gaoxin_web.ladders.views import budget, enterprise, ladder, lists, plans, policies, windows

to_ladder = RedirectView.as_view(pattern_name="ladder")
to_ladder.permission = "ladder.view"  # type: ignore[attr-defined]

urlpatterns: list[URLPattern] = [
    path("", to_ladder),
    path("zone/", ladder.LadderView.as_view(), name="ladder"),
    path("zone/assess/", ladder.AssessView.as_view(), name="ladder_assess"),
    path("zone/trials/<int:pk>/", ladder.TrialView.as_view(), name="ladder_trial"),
    path("zone/progress/", ladder.ProgressView.as_view(), name="ladder_progress"),
    path("zone/list/<slug:status>/", lists.StandingsView.as_view(), name="ladder_list"),
    path("enterprise/<int:pk>/", enterprise.EnterpriseLadderView.as_view(), name="enterprise_ladder"),
    path("enterprise/<int:pk>/advice/", enterprise.EnterpriseAdviceView.as_view(), name="enterprise_advice"),
    path("enterprise/<int:pk>/judge/", enterprise.JudgeView.as_view(), name="enterprise_judge"),
    path("enterprise/<int:pk>/plans/", plans.EnterprisePlansView.as_view(), name="enterprise_plans"),
    path("plans/", plans.PlansView.as_view(), name="plans"),
    path("plans/new/<int:pk>/", plans.NewPlanView.as_view(), name="plan_new"),
    path("plans/<int:pk>/", plans.PlanView.as_view(), name="plan"),
    path("plans/<int:pk>/state/", plans.PlanStateView.as_view(), name="plan_state"),
    path("plans/<int:pk>/print/<slug:form>/", plans.PlanPrintView.as_view(), name="plan_print"),
    path("windows/", windows.WindowsView.as_view(), name="windows"),
    path("windows/new/", windows.WindowEditView.as_view(), name="window_new"),
    path("windows/<int:pk>/", windows.WindowEditView.as_view(), name="window"),
    path("windows/<int:pk>/delete/", windows.WindowDeleteView.as_view(), name="window_delete"),
    path("policies/", policies.PoliciesView.as_view(), name="policies"),
    path("policies/<slug:policy>/", policies.PolicyView.as_view(), name="policy"),
    path("zone/budget/", budget.BudgetView.as_view(), name="budget"),
]
