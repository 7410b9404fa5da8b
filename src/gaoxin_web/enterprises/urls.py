from django.urls import URLPattern, URLResolver, include, path

from gaoxin_web.enterprises.views import edit, files, merging, own, profile, register

one = [
    path("", profile.OverviewPage.as_view(), name="enterprise"),
    path("edit/", edit.EditPage.as_view(), name="enterprise_edit"),
    path("export/", profile.ExportPage.as_view(), name="enterprise_export"),
    path("unmask/", profile.UnmaskPage.as_view(), name="enterprise_unmask"),
    path("erase/", profile.EraseContactPage.as_view(), name="enterprise_erase"),
    path("recognitions/", profile.RecognitionsPage.as_view(), name="enterprise_recognitions"),
    path("facts/", profile.FactsPage.as_view(), name="enterprise_facts"),
    path("facts/new/", edit.AddFactPage.as_view(), name="enterprise_fact_new"),
    path("facts/<int:year>/<slug:field>/", edit.SourcePage.as_view(), name="enterprise_source"),
    path("facts/<int:year>/<slug:field>/edit/", edit.FactPage.as_view(), name="enterprise_fact"),
    path("facts/filings/<int:filing>/withdraw/", edit.WithdrawPage.as_view(), name="enterprise_withdraw"),
    path("holdings/", profile.HoldingsPage.as_view(), name="enterprise_holdings"),
    path("contacts/", profile.ContactsPage.as_view(), name="enterprise_contacts"),
    path("documents/", profile.DocumentsPage.as_view(), name="enterprise_documents"),
    path("relations/", profile.RelationsPage.as_view(), name="enterprise_relations"),
    path("history/", profile.HistoryPage.as_view(), name="enterprise_history"),
    path("with/<slug:kind>/new/", edit.HoldingPage.as_view(), name="holding_new"),
    path("with/<slug:kind>/<int:thing>/", edit.HoldingPage.as_view(), name="holding_edit"),
    path("with/<slug:kind>/<int:thing>/remove/", edit.RemovePage.as_view(), name="holding_remove"),
    path("with/<slug:kind>/<int:thing>/restore/", edit.RestorePage.as_view(), name="holding_restore"),
    path("files/document/<int:thing>/", files.DocumentFilePage.as_view(), name="document_file"),
    path("files/certificate/<int:thing>/", files.CertificatePage.as_view(), name="certificate_file"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", register.EnterpriseList.as_view(), name="enterprises"),
    path("new/", edit.NewPage.as_view(), name="enterprise_new"),
    path("options/", register.OptionsPage.as_view(), name="enterprise_options"),
    path("bulk/assign/", register.AssignPage.as_view(), name="enterprises_assign"),
    path("bulk/chain/", register.ChainPage.as_view(), name="enterprises_chain"),
    path("bulk/undo/<slug:token>/", register.UndoPage.as_view(), name="enterprises_undo"),
    path("duplicates/", merging.DuplicatesPage.as_view(), name="enterprises_duplicates"),
    path("duplicates/search/", merging.SearchPage.as_view(), name="enterprises_duplicates_search"),
    path("duplicates/apart/", merging.ApartPage.as_view(), name="enterprises_apart"),
    path("duplicates/pair/", merging.PairPage.as_view(), name="enterprises_pair"),
    path("duplicates/merge/", merging.MergePage.as_view(), name="enterprises_merge"),
    path("duplicates/merged/<int:merge>/undo/", merging.PartPage.as_view(), name="enterprises_part"),
    path("own/", own.OwnPage.as_view(), name="own"),
    path("own/<int:pk>/", own.OwnPage.as_view(), name="own_enterprise"),
    path("own/<int:pk>/contact/", own.OwnContactPage.as_view(), name="own_contact"),
    path("own/<int:pk>/certificate/<int:thing>/", own.OwnCertificatePage.as_view(), name="own_certificate"),
    path("<int:pk>/", include(one)),
    path("imports/", include("gaoxin_web.enterprises.imports.urls")),
]
