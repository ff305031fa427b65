"""Pages of staff at windows and posts."""

from django.urls import path

from tongban.web.desk import (
    apply,
    cards,
    case,
    changes,
    configuration,
    differences,
    evidence,
    faces,
    finding,
    inquiries,
    mandates,
    opening,
    persons,
    prereview,
    stock,
    till,
    visit,
    work,
)

app_name = "desk"
urlpatterns = [
    path("", finding.search, name="search"),
    path("persons/<uuid:person_id>/", persons.person, name="person"),
    path("persons/<uuid:person_id>/number/", persons.unmask, name="unmask"),
    path("persons/<uuid:person_id>/face/", faces.livecheck, name="livecheck"),
    path("persons/<uuid:person_id>/mandates/", mandates.mandates, name="mandates"),
    path("persons/<uuid:person_id>/open/", opening.open_case, name="open"),
    path("visits/<uuid:visit_id>/", visit.basket, name="basket"),
    path("list/", work.worklist, name="worklist"),
    path("inquiries/", inquiries.inquiries, name="inquiries"),
    path("faces/", faces.faces, name="faces"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/apply/", apply.apply, name="apply"),
    path("cases/<str:number>/notice/", apply.notice, name="notice"),
    path("cases/<str:number>/evidence/<str:material>/", evidence.evidence, name="evidence"),
    path("receipts/<str:code>.pdf", case.receipt, name="receipt"),
    path("prereview/", prereview.prereview, name="prereview"),
    path("till/", till.till, name="till"),
    path("till/differences/", differences.differences, name="differences"),
    path("changes/", changes.when, name="changes"),
    path("configuration/", configuration.places, name="configuration"),
    path("configuration/<str:outlet>/", configuration.place, name="configure_outlet"),
    path("configuration/<str:outlet>/staff/<str:employee>/", configuration.clerk, name="configure_staff"),
    path("blanks/", stock.blanks, name="blanks"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<str:serial>/", cards.card, name="card"),
]
