from django.urls import URLPattern, URLResolver, include, path

from gaoxin_web.evaluation.views import compare, results, standing, tasks, what_if, why, year_end
from gaoxin_web.evaluation.views import path as ways

urlpatterns: list[URLPattern | URLResolver] = [
    path("", standing.StandingView.as_view(), name="evaluation"),
    path("tile/", standing.TileView.as_view(), name="evaluation_tile"),
    path("compare/", compare.CompareView.as_view(), name="evaluation_compare"),
    path("why/", why.WhyView.as_view(), name="evaluation_why"),
    path("what-if/", what_if.WhatIfView.as_view(), name="evaluation_what_if"),
    path("what-if/outcome/", what_if.OutcomeView.as_view(), name="evaluation_outcome"),
    path("scenarios/", what_if.ScenariosView.as_view(), name="evaluation_scenarios"),
    path("scenarios/save/", what_if.ScenarioSaveView.as_view(), name="evaluation_scenario_save"),
    path("scenarios/<int:pk>/delete/", what_if.ScenarioDeleteView.as_view(), name="evaluation_scenario_delete"),
    path("year-end/", year_end.YearEndView.as_view(), name="evaluation_year_end"),
    path("path/", ways.PathView.as_view(), name="evaluation_path"),
    path("path/tasks/", ways.PathTasksView.as_view(), name="evaluation_path_tasks"),
    path("tasks/", tasks.TasksView.as_view(), name="evaluation_tasks"),
    path("tasks/<int:pk>/", tasks.TaskView.as_view(), name="evaluation_task"),
    path("results/", results.ResultsView.as_view(), name="evaluation_results"),
    path("results/keep/", results.KeepView.as_view(), name="evaluation_keep"),
    path("results/<int:pk>/", results.ResultView.as_view(), name="evaluation_result"),
    path("report/<slug:form>/", results.ReportView.as_view(), name="evaluation_report"),
    path("", include("gaoxin_web.evaluation.urls_inputs")),
]
