"""Pages of a citizen who is signed in."""

from django.urls import path

from tongban.web.citizen import (
    account,
    apply,
    cases,
    home,
    later,
    licence,
    mandates,
    prepared,
    vehicle_documents,
    vehicles,
)

app_name = "citizen"
urlpatterns = [
    path("", home.home, name="home"),
    path("identity/", account.identity, name="identity"),
    path("apply/<str:code>/", apply.start, name="start"),
    path("later/<str:code>/", later.later, name="later"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/questions/<str:key>/", apply.question, name="question"),
    path("cases/<str:number>/check/", apply.check, name="check"),
    path("cases/<str:number>/prepared/", prepared.look, name="prepared"),
    path("cases/<str:number>/confirm/", prepared.confirm, name="confirm"),
    path("cases/<str:number>/pay/", apply.pay, name="pay"),
    path("cases/<str:number>/done/", apply.done, name="done"),
    path("cases/<str:number>/decision/", cases.decision, name="decision"),
    path("cases/<str:number>/proof/", cases.proof, name="proof"),
    path("cases/<str:number>/record.pdf", cases.record, name="record"),
    path("receipts/<str:code>.pdf", cases.receipt, name="receipt"),
    path("vehicles/", vehicles.vehicles, name="vehicles"),
    path("vehicles/<uuid:vehicle_id>/", vehicles.vehicle, name="vehicle"),
    path("vehicles/<uuid:vehicle_id>/<str:kind>/", vehicle_documents.document, name="vehicle_document"),
    path("vehicles/<uuid:vehicle_id>/<str:kind>/code/", vehicle_documents.code, name="vehicle_code"),
    path("vehicles/<uuid:vehicle_id>/<str:kind>/file/", vehicle_documents.file, name="vehicle_file"),
    path("licence/", licence.licence, name="licence"),
    path("licence/code/", licence.code, name="code"),
    path("licence/phones/", licence.add_phone, name="add_phone"),
    path("licence/phones/<uuid:device>/end/", licence.end_phone, name="end_phone"),
    path("licence/<uuid:credential>.mdoc", licence.download, name="download"),
    path("looks/", account.looks, name="looks"),
    path("contact/", account.contact, name="contact"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("messages/", account.messages, name="messages"),
    path("security/", account.security, name="security"),
]
