"""The command line: `./tongban COMMAND`. Each command imports what it needs from the room that owns it."""

import importlib
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tongban.config.database import MigrationFailed
from tongban.config.embedded import DatabaseError
from tongban.config.install import WrongRegion
from tongban.config.place import PlaceError
from tongban.config.processes import ChildFailed

app = typer.Typer(
    name="tongban",
    help="Tongban 通办: the services of a traffic authority, handled everywhere.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
service = typer.Typer(help="Services of the catalogue.", no_args_is_help=True)
entries = typer.Typer(help="The entries: what happened.", no_args_is_help=True)
licence = typer.Typer(help="Electronic licences.", no_args_is_help=True)
keys = typer.Typer(help="The keys of this copy.", no_args_is_help=True)
partners = typer.Typer(help="Partners and their keys.", no_args_is_help=True)
offices = typer.Typer(help="Offices of other cities, and letters to them.", no_args_is_help=True)
slots = typer.Typer(help="Sessions, and who gets a slot.", no_args_is_help=True)
figures = typer.Typer(help="Published figures of other authorities.", no_args_is_help=True)
law = typer.Typer(help="The law: changes as packs.", no_args_is_help=True)
GROUPS = {
    "service": service, "entries": entries, "licence": licence, "keys": keys, "partners": partners, "law": law,
    "offices": offices, "slots": slots, "figures": figures,
}  # fmt: skip
for name, group in GROUPS.items():
    app.add_typer(group, name=name)

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def main() -> None:
    """Run a command; a failure we foresaw is a sentence, not a traceback."""
    try:
        app(prog_name="./tongban")
    except (DatabaseError, PlaceError, MigrationFailed, ChildFailed, WrongRegion) as error:
        print(error, file=sys.stderr)
        sys.exit(1)


def _from(module: str, name: str) -> Any:
    """Import a function when it is needed: `up` should not pay for what it does not use."""
    return getattr(importlib.import_module(module), name)


def _instant(text: str) -> datetime:
    try:
        instant: datetime = _from("tongban.config.licences", "instant")(text)
    except ValueError as error:
        raise typer.BadParameter(f"not an instant: {text}") from error
    return instant


def _city(code: str) -> str:
    """The code of a city with an issuing authority of its own."""
    if not _from("tongban.core.regions", "names")(code) or not code.endswith("00") or code.endswith("0000"):
        raise typer.BadParameter(f"{code} is not the GB/T 2260 code of a city (330100 is Hangzhou)")
    return code


@app.command()
def up(
    check: Annotated[
        bool, typer.Option("--check", help="On a throw-away copy: run the main story, then stop.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="Port of the website; otherwise a free one, kept.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    demo: Annotated[
        bool | None,
        typer.Option("--demo/--no-demo", help="Fill an empty database with the demo city."),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="City whose office this copy is (GB/T 2260), kept; with --demo a small one.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of this copy, instead of TONGBAN_HOME.")] = None,
) -> None:
    """Start everything: database, website, worker, partner sandbox. Ctrl-C stops it."""
    if data:
        os.environ["TONGBAN_HOME"] = str(data.absolute())
    if region:
        _from("tongban.config.install", "settle_in")(_from("tongban.config.install", "home")(), _city(region))
    if check:
        from tongban.config.story import check as run_story

        sys.exit(run_story())
    sys.exit(_from("tongban.config.up", "up")(port=port, host=host, demo=demo))


@app.command()
def site(
    data: Annotated[Path, typer.Option(help="Folder of the site for one day; its keys stand there too.")],
    office: Annotated[str, typer.Option(help="The office's key, once: it stands on the page Mobile sites.")] = "",
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for the site's own wireless network.")] = "",
    port: Annotated[int, typer.Option(help="Port; otherwise a free one.")] = 0,
) -> None:
    """A test site without a network, for a day: a process of its own with its own file. Ctrl-C stops it."""
    asked = ["--data", str(data), "--host", host or "127.0.0.1", "--port", str(port)]
    sys.exit(_from("tongban_site.__main__", "main")([*asked, *(["--office", office] if office else [])]))


@app.command(context_settings=PASS_ON)
def test(context: typer.Context) -> None:
    """Run the whole suite; arguments go to pytest."""
    sys.exit(_from("tongban.config.testing", "run")(context.args))


@app.command()
def check(
    law: Annotated[bool, typer.Option("--law", help="Change each parameter of the law: some case must fail.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Rewrite the generated tables of docs/.")] = False,
) -> None:
    """Lint, types, import contracts, tests of the book."""
    sys.exit(_from("tongban.config.checking", "run")(law, write))


@app.command()
def bench(
    name: str,
    as_json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="A smaller run that says so.")] = False,
) -> None:
    """Measure something against a baseline of the same run."""
    sys.exit(_from("tongban.config.benching", "run")(name, as_json=as_json, quick=quick))


@service.command("new")
def service_new(code: str) -> None:
    """Write the three files of a new service with a working example."""
    for path in _from("tongban.services.scaffold", "new")(code):
        print(path)


@entries.command("verify")
def entries_verify(
    root: Annotated[list[str] | None, typer.Option(help="A root from a receipt; may be given several times.")] = None,
) -> None:
    """See whether entries, seals and the roots of old receipts agree."""
    with _from("tongban.config.product", "at_work")():
        sys.exit(_from("tongban.core.verification", "verify_command")(root or []))


@licence.command("verify")
def licence_verify(
    path: Annotated[Path, typer.Argument(help="A credential, a presentation or a show code.")],
    root: Annotated[list[Path] | None, typer.Option(help="Issuer's certificate.")] = None,
    status: Annotated[str | None, typer.Option(help="Status list, a file or an address.")] = None,
    crl: Annotated[list[Path] | None, typer.Option(help="List of revoked signers; may be given several times.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Driving on this day.")] = None,
    at: Annotated[
        str | None, typer.Option(help="Valid at this instant (2026-11-22T08:00:00Z; without a zone China's time).")
    ] = None,
    transcript: Annotated[Path | None, typer.Option(help="Session transcript of a presentation.")] = None,
    reader_key: Annotated[Path | None, typer.Option(help="The reader's private key (JWK), for a MAC.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say whether a licence is genuine and current, and what its holder may drive. Works offline."""
    code, words = _from("tongban.config.licences", "verify")(
        path,
        roots=root or [],
        status=status,
        crls=crl or [],
        on=on.date() if on else None,
        at=_instant(at) if at else None,
        transcript=transcript,
        reader_key=reader_key,
        as_json=as_json,
    )
    print(words)
    sys.exit(code)


@app.command()
def catalogue(
    counts: Annotated[bool, typer.Option("--counts", help="The shares asked of a province.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All items, as the API gives them.")] = False,
) -> None:
    """Print the services there are, or what share of a province's catalogue is handled where."""
    printed = "print_document" if as_json else "print_counts" if counts else "print_catalogue"
    with _from("tongban.config.product", "at_work")():
        _from("tongban.config.listing", printed)()


@app.command()
def migrate() -> None:
    """Bring the database up to the code without starting anything else."""
    with _from("tongban.config.product", "at_work")():
        print("ok")


@app.command(context_settings=PASS_ON)
def manage(context: typer.Context) -> None:
    """Pass the arguments to Django's own command line, as the application's role."""
    with _from("tongban.config.product", "at_work")():
        _from("django.core.management", "execute_from_command_line")(["tongban manage", *context.args])


@app.command()
def worker() -> None:
    """Run one more worker beside the one of `up`."""
    with _from("tongban.config.product", "at_work")():
        sys.exit(_from("tongban.config.worker", "main")())


@app.command()
def readers() -> None:
    """Keep the lines to the RFID readers of e-bike plates, where `up` does not run."""
    with _from("tongban.config.product", "at_work")():
        sys.exit(_from("tongban.config.readers", "main")())


@keys.command("rotate")
def keys_rotate() -> None:
    """Make a new key for personal data and seal everything again under it."""
    secrets = importlib.import_module("tongban.config.secrets")
    key = secrets.rotate_personal_key(_from("tongban.config.install", "home")())
    with _from("tongban.config.product", "at_work")():
        print(f"key {key}: {_from('tongban.core.key_change', 'reseal_personal_values')()} rows")


@keys.command("signers")
def keys_signers() -> None:
    """Print the signers of licences, status lists and papers there ever were."""
    with _from("tongban.config.product", "at_work")():
        for one in _from("tongban.documents.keyring", "signers")():
            ended = f"revoked {one.revoked_at:%Y-%m-%d %H:%M}" if one.revoked_at else f"until {one.until:%Y-%m-%d}"
            print(f"{one.key_id}  {one.purpose:<6}  since {one.since:%Y-%m-%d}  {ended}")


@keys.command("revoke")
def keys_revoke(
    key_id: Annotated[str, typer.Argument(help="Key id of a lost signer, as `keys signers` prints it.")],
    reason: Annotated[str, typer.Option(help="What happened; stands in the entry.")],
) -> None:
    """Put a lost signer on the list of revoked signers: what it signed is refused, another takes its place."""
    with _from("tongban.config.product", "at_work")():
        system = _from("tongban.core.actor", "system")
        try:
            _from("tongban.documents.actions", "revoke_signer")(key_id=key_id, reason=reason, actor=system("cli"))
        except _from("tongban.core.errors", "NotFound") as error:
            raise typer.BadParameter(f"{error.message.zh} {error.message.en}") from error
    print("ok")


@partners.command("pin")
def partners_pin(address: Annotated[str, typer.Argument(help="Base address that serves the partners' keys.")]) -> None:
    """Pin the public keys of partners that have none yet: from then on nobody else can answer for them."""
    with _from("tongban.config.product", "at_work")():
        print(", ".join(_from("tongban.exchange.actions", "register_partner_keys")(base_url=address)) or "none new")


@partners.command("token")
def partners_token(
    code: Annotated[str, typer.Argument(help="Name of the program.")],
    outlet: Annotated[str, typer.Argument(help="Code of the outlet it works for.")],
    role: Annotated[list[str], typer.Option(help="start, evidence or status; may be given several times.")],
    services: Annotated[list[str] | None, typer.Option("--service", help="Catalogue code; all by default.")] = None,
) -> None:
    """Register a program of an outlet for the partner API and print its token, once."""
    with _from("tongban.config.product", "at_work")():
        issue, system = _from("tongban.outlets.actions", "issue_token"), _from("tongban.core.actor", "system")
        print(issue(code=code, outlet=outlet, roles=role, services=services or ["*"], actor=system("cli"), cause="cli"))


@offices.command("add")
def offices_add(
    region: Annotated[str, typer.Argument(help="GB/T 2260 code of the other city.")],
    address: Annotated[str, typer.Argument(help="Where its product is reached.")],
    fingerprint: Annotated[str, typer.Option(help="Of its key, as its people read it to you by telephone.")] = "",
) -> None:
    """Introduce another office. Without --fingerprint it prints the one served there, to be compared first."""
    with _from("tongban.config.product", "at_work")():
        _say(_from("tongban.config.offices", "add")(region, address, fingerprint))


@offices.command("list")
def offices_list() -> None:
    """Print our own fingerprint, the offices we know, and the letters that wait."""
    with _from("tongban.config.product", "at_work")():
        _say(_from("tongban.config.offices", "listing")())


@slots.command("propose")
def slots_propose(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Runs from this day.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Runs to this day.")],
    order: Annotated[str, typer.Option(help="priority, ordering_time, submitted with commas; draw at the end.")],
    grain: Annotated[str, typer.Option(help="Times compared to the second or to the day.")] = "second",
    as_json: Annotated[bool, typer.Option("--json", help="One object.")] = False,
) -> None:
    """Try another rule of order over the preferences of plans that were run: who gains, who loses. Reads only."""
    with _from("tongban.config.product", "at_work")():
        propose = _from("tongban.config.proposing", "propose")
        _say(propose(order=order, grain=grain, since=since.date(), until=until.date(), as_json=as_json))


@figures.command("import")
def figures_import(
    description: Annotated[Path, typer.Argument(help="A TOML file: whose figures, under which licence, which files.")],
    folder: Annotated[Path | None, typer.Option(help="Where the files are; beside the description by default.")] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Without the rows that cannot be taken.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be taken in.")] = False,
) -> None:
    """Take in what another authority publishes about its test centres: all of it, or nothing."""
    with _from("tongban.config.product", "at_work")():
        _say(_from("tongban.config.figures", "take_in")(description, folder=folder, leave_out=leave_out, check=check))


def _say(answer: tuple[int, str]) -> None:
    """Print what a command answers: to stdout where it went well, else to stderr; leave with its code."""
    code, words = answer
    print(words, file=sys.stderr if code else sys.stdout)
    sys.exit(code)


@law.command("check")
def law_check(pack: Annotated[list[Path], typer.Argument(help="Pack files; several are compared too.")]) -> None:
    """Say whether packs can be laid over this copy's book, without a database."""
    _say(_from("tongban.config.law", "check")(pack))


@law.command("rehearse")
def law_rehearse(
    pack: Annotated[Path, typer.Argument(help="The pack file.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day to decide on.")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How far to reckon the load.")] = 13,
    as_json: Annotated[bool, typer.Option("--json", help="One object: every difference, then the counts.")] = False,
) -> None:
    """Decide every driver file and open case by the old and the new rule: who gains, who loses. Reads only."""
    with _from("tongban.config.product", "at_work")():
        sys.exit(_from("tongban.config.rehearsing", "rehearse")(pack, on=on.date(), weeks=weeks, as_json=as_json))


@law.command("adopt")
def law_adopt(
    pack: Annotated[Path, typer.Argument(help="The pack file.")],
    cause: Annotated[str, typer.Option(help="Who decided it, by which paper: kept in the entry.")],
    by: Annotated[str, typer.Option(help="Who does it: a label, not a name.")] = "legal-office",
) -> None:
    """Adopt a pack: it comes into force on its day by itself, and pages tell people before."""
    with _from("tongban.config.product", "at_work")():
        _say(_from("tongban.config.law", "adopt")(pack, cause=cause, by=by))


@law.command("end")
def law_end(
    name: Annotated[str, typer.Argument(help="Name of a pack or number of an order.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Its last day.")],
    reason: Annotated[str, typer.Option(help="Why: kept in the entry.")],
    by: Annotated[str, typer.Option(help="Who does it: a label, not a name.")] = "legal-office",
) -> None:
    """Let an adopted pack or an order end with a day."""
    with _from("tongban.config.product", "at_work")():
        _say(_from("tongban.config.law", "end")(name, until=until.date(), reason=reason, by=by))


@app.command()
def pages(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")] = Path("pages"),
    every: Annotated[bool, typer.Option("--all", help="Every page, phone and desktop.")] = False,
) -> None:
    """Take pictures of the product's pages with Chromium."""
    sys.exit(_from("tongban.config.pages", "take")(folder, every=every))


if __name__ == "__main__":
    main()
