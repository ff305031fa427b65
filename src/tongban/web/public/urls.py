"""Pages for everybody, and what machines fetch without an account."""

from django.urls import path

from tongban.web.partner import views as partner
from tongban.web.public import (
    announcements,
    ask,
    catalogue,
    changes,
    checking,
    draws,
    mortgages,
    national,
    pages,
    register,
    results,
    trust,
)

app_name = "public"
urlpatterns = [
    path("", pages.home, name="home"),
    path("services/", catalogue.catalogue, name="catalogue"),
    path("services/id-only/", catalogue.id_only, name="id_only"),
    path("services/<str:code>/", catalogue.service, name="service"),
    path("register/", register.register, name="register"),
    path("login/national/", national.start, name="national"),
    path("login/national/back/", national.back, name="national_back"),
    path("progress/", pages.progress, name="progress"),
    path("law/ask/", ask.ask, name="ask"),
    path("law/changes/", changes.when, name="changes"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<str:number>/", announcements.announcement, name="announcement"),
    path("partners-status/", pages.status, name="status"),
    path("roots/", pages.roots, name="roots"),
    path("spared/", results.spared, name="spared"),
    path("promises/", results.promises, name="promises"),
    path("check/", checking.verify, name="verify"),
    path("check/verify_proof.py", trust.proof_program, name="proof_program"),
    path("draws/", draws.draws, name="draws"),
    path("draws/format.md", draws.format_page, name="draw_format"),
    path("draws/<str:number>/", draws.draw, name="draw"),
    path("draws/<str:number>/check/", draws.check, name="draw_check"),
    path("draws/<str:number>/announcement.json", draws.file, {"name": "announcement.json"}, name="draw_announcement"),
    path("draws/<str:number>/pool.txt", draws.file, {"name": "pool.txt"}, name="draw_pool"),
    path("draws/<str:number>/applicants.txt", draws.file, {"name": "applicants.txt"}, name="draw_applicants"),
    path("draws/<str:number>/proof.json", draws.file, {"name": "proof.json"}, name="draw_proof"),
    path("check/verify_draw.py", draws.program, name="draw_program"),
    path("check/receipt/", checking.receipt_check, name="receipt_check"),
    path("check/receipt/<str:code>", checking.receipt, name="receipt"),
    path("check/mortgage/", mortgages.mortgage, name="mortgage"),
    path("status/iaca.crl", trust.crl, name="crl"),
    path("status/<int:number>", trust.status_list, name="status_list"),
    path("trust/issuers.pem", trust.issuers, name="issuers"),
    path(".well-known/tongban-keys", partner.our_keys, name="our_keys"),
    path("health", pages.health, name="health"),
    path("metrics", pages.metrics, name="metrics"),
]
