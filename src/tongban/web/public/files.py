"""What a file of a stranger is, by its content, and what the check page says of our papers and proofs."""

from dataclasses import dataclass
from typing import Any

import zxingcpp
from cryptography import x509
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from PIL import Image, UnidentifiedImageError

from tongban.core import clock, seal_key, sealing, verify_proof
from tongban.core.errors import BadInput
from tongban.documents import keyring
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.trust import may_sign
from tongban.documents.pdf import genuine
from tongban.law.text import Text
from tongban.web import receipts
from tongban.web.forms import text

LONGEST_TEXT = 64 * 1024
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
NOTHING = Text(
    zh="请粘贴二维码内容，或上传图片或文件。", en="Paste the text of the code, or upload a picture of it or a file."
)
TOO_LARGE = Text(zh="文件太大，最多 10 MB。", en="The file is too large: 10 MB at most.")
NO_PICTURE = Text(zh="这不是可以读取的图片。", en="This is not a picture that can be read.")
NO_CODE = Text(
    zh="图片里没有找到二维码，请拍清楚一些。", en="There is no code in the picture; please take a clearer one."
)
TONES = {True: "done", None: "due", False: "refused"}

GENUINE_PAPER = Text(zh="真实：本机关签名，一字未改。", en="Genuine: signed here, not a byte is changed.")
NOT_OURS = Text(zh="不可接受：不是本机关签名的文件。", en="Not to be accepted: this is not a file signed here.")
GENUINE_PROOF = Text(zh="真实：与全部记录的封印相符。", en="Genuine: it agrees with the seal over all records.")
FALSE_PROOF = Text(zh="不可接受：下列项目不符。", en="Not to be accepted: what is marked below does not agree.")
SIGNATURE = Text(zh="文件签名", en="signature of the file")
UNCHANGED = Text(zh="文件内容", en="content of the file")
SIGNER = Text(zh="签名证书", en="certificate of the signer")
SIGNED = Text(zh="有且只有一个覆盖整个文件的签名", en="there is one signature, and it covers the whole file")
UNSIGNED = Text(zh="没有覆盖整个文件的签名", en="there is no signature over the whole file")
SAME = Text(zh="与签名时一致", en="as it was signed")
OTHER = Text(zh="签名后被改动", en="changed after signing")
OURS = Text(zh="本机关的文书签名证书，未被撤销", en="a paper signer of this authority, not revoked")
STRANGER = Text(zh="不是本机关的文书签名证书", en="not a paper signer of this authority")
REVOKED = Text(zh="签名证书已被撤销", en="the signer's certificate is revoked")
PUBLISHED = Text(zh="公布的根", en="published roots")
IS_PUBLISHED = Text(zh="证明中的根确由本机关封存", en="the root in the proof was sealed here")
IS_NOT_PUBLISHED = Text(zh="本机关没有封存过这个根", en="this root was never sealed here")
LAW_ON = Text(zh="适用规则之日", en="Day whose rules decided")
NUMBER = Text(zh="办理编号", en="Case number")
SERVICE = Text(zh="办理业务", en="Service")
OUTCOME = Text(zh="决定", en="Decision")


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in: the content of a code or of a file."""

    content: bytes | str

    @property
    def kind(self) -> str:
        """ "paper", "proof" or "licence": the content decides, not the name."""
        if isinstance(self.content, str):
            return "licence"
        if self.content.startswith(genuine.MAGIC):
            return "paper"
        return "proof" if verify_proof.FORMAT.encode() in self.content[:80] else "licence"


def given(request: HttpRequest) -> Given:
    """What somebody pasted or uploaded. Raises BadInput."""
    pasted = request.POST.get("text", "").strip()
    upload = request.FILES.get("picture")
    if upload is None:
        if not pasted or len(pasted) > LONGEST_TEXT:
            raise BadInput("text", NOTHING)
        return Given(pasted)
    if (upload.size or 0) > settings.TONGBAN_UPLOAD_MAX_BYTES:
        raise BadInput("picture", TOO_LARGE)
    begin = upload.read(4)
    upload.seek(0)
    if begin.startswith(PICTURES):
        return Given(_code_in(upload))
    content = upload.read()
    if not content:
        raise BadInput("picture", NO_PICTURE)
    return Given(content)


def _code_in(picture: UploadedFile) -> str:
    """The text of the first code in a picture."""
    try:
        image = Image.open(picture, formats=["PNG", "JPEG"])
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadInput("picture", NO_PICTURE) from error
    found = zxingcpp.read_barcodes(image.convert("L"))
    if not found:
        raise BadInput("picture", NO_CODE)
    return str(found[0].text)


def paper(content: bytes) -> dict[str, Any]:
    """Whether a PDF is one we signed."""
    keys = keyring.keys()
    try:
        signer, same = genuine.signer_of(content, [one for one in keys.certificates() if may_sign(one, Purpose.PAPER)])
    except genuine.NotSigned:
        return _result(False, NOT_OURS, [_check(SIGNATURE, False, UNSIGNED)], [])
    standing = _standing(signer)
    checks = [_check(SIGNATURE, True, SIGNED), _check(SIGNER, standing is OURS, standing)]
    if signer is not None:
        checks.append(_check(UNCHANGED, same, SAME if same else OTHER))
    ok = same and standing is OURS
    return _result(ok, GENUINE_PAPER if ok else NOT_OURS, checks, [])


def _standing(signer: x509.Certificate | None) -> Text:
    if signer is None:
        return STRANGER
    return REVOKED if signer.serial_number in keyring.keys().revoked() else OURS


def proof(content: bytes) -> dict[str, Any]:
    """What holds of a proof, by the file alone, under our key; and whether its root is one we published."""
    parts, body = verify_proof.check(content, key=seal_key.public_hex())
    checks = [
        _check(Text(*verify_proof.PART_NAMES[part]), held, None)
        for part, held in parts
        if part != "root"  # compared with nothing here: the page has no other paper
    ]
    if all(held is not False for _, held in parts):
        known = sealing.was_sealed(verify_proof.sealed_root(body))
        checks.append(_check(PUBLISHED, known, IS_PUBLISHED if known else IS_NOT_PUBLISHED))
    ok = all(one["passed"] is not False for one in checks)
    return _result(ok, GENUINE_PROOF if ok else FALSE_PROOF, checks, _told(body) if ok else [])


def _told(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the decision says and the values of law it rests on; the facts are for who reads the file itself."""
    decision = body["decision"]
    rows = [
        {"label": NUMBER, "value": decision["number"]},
        {"label": SERVICE, "value": Text(**decision["name"])},
        {"label": OUTCOME, "value": receipts.DONE.get(decision["outcome"], text(decision["outcome"]))},
        {"label": LAW_ON, "value": decision["law_on"]},
        *({"label": text(one["code"]), "value": Text(one["zh"], one["en"])} for one in decision["reasons"]),
    ]
    used = [one for one in body["parameters"] if one["row"]]
    return rows + [{"label": text(one["key"]), "value": f"{one['row'][3]} ({one['row'][5]})"} for one in used]


def _check(name: Text, passed: bool | None, detail: Text | None) -> dict[str, Any]:
    return {"name": name, "passed": passed, "detail": detail}


def _result(ok: bool, words: Text, checks: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"tone": TONES[ok], "words": words, "checks": checks, "rows": rows, "at": clock.now()}
