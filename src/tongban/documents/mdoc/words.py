"""The sentences of a verification: one for every outcome of every check, in both languages."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

from tongban.law.text import Text

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "chain": Text(zh="签发机关证书链", en="issuer's certificate chain"),
        "signer": Text(zh="签发证书用途", en="purpose of the signing certificate"),
        "issuer_signature": Text(zh="签发机关签名", en="issuer's signature"),
        "digests": Text(zh="各项内容的摘要", en="digests of the elements"),
        "doc_type": Text(zh="证件类型", en="document type"),
        "country": Text(zh="签发国家", en="issuing country"),
        "validity": Text(zh="凭证有效期", en="validity of the credential"),
        "signer_status": Text(zh="签发证书是否被撤销", en="revocation of the signing certificate"),
        "status": Text(zh="凭证是否被撤销", en="revocation of the credential"),
        "device_authentication": Text(zh="设备认证", en="device authentication"),
    }
)

SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        "chain.passed": Text(zh="签发证书可追溯到受信任的根证书", en="it leads to a root you trust"),
        "chain.trusted_key": Text(zh="由您指定信任的公钥签发", en="signed by a public key you named as trusted"),
        "chain.no_anchor": Text(zh="没有给出受信任的根证书，无法确认签发机关", en="no trusted root was given"),
        "chain.none": Text(
            zh="凭证未附签发证书，密钥编号也不属于已知签发者",
            en="no certificate came along, and the key id belongs to no signer you know",
        ),
        "chain.broken": Text(zh="所附证书无法读取或彼此不相连", en="the certificates cannot be read or do not connect"),
        "chain.unknown_root": Text(zh="签发证书不出自受信任的根证书", en="it leads to no root you trust"),
        "chain.not_a_ca": Text(zh="链中有证书无权签发其他证书", en="one of them may not issue certificates"),
        "chain.out_of_time": Text(zh="链中有证书在查验时不在有效期内", en="one of them is not valid at this time"),
        "signer.passed": Text(zh="可以签发此类证件", en="it may sign documents of this kind"),
        "signer.no_certificate": Text(zh="没有签发证书，未检查", en="not checked: there is no certificate"),
        "signer.wrong_purpose": Text(
            zh="该证书无权签发此类证件（缺少相应用途或数字签名；驾驶证的用途为 1.0.18013.5.1.2）",
            en="it may not sign documents of this kind (needs its purpose, for a driving licence 1.0.18013.5.1.2, and "
            "digitalSignature)",
        ),
        "issuer_signature.passed": Text(zh="签名有效", en="the signature holds"),
        "issuer_signature.wrong": Text(
            zh="签名不符：签名后内容被改动，或由他人签署",
            en="the signature does not hold: changed after signing, or signed by somebody else",
        ),
        "issuer_signature.no_key": Text(
            zh="未核对：没有证书，也不认识签署的密钥",
            en="not checked: no certificate, and nobody known to you signed with this key",
        ),
        "digests.passed": Text(zh="出示的每一项都与签发时一致", en="every element shown is as it was issued"),
        "digests.unreadable": Text(
            zh="签名所含摘要表或某一项无法读取", en="the signed digests or an element cannot be read"
        ),
        "digests.nothing_shown": Text(
            zh="没有出示任何内容，无从查验", en="no element was shown, so there is nothing to check"
        ),
        "digests.wrong": Text(zh="{what}：与签发时不一致", en="{what}: not as it was issued"),
        "digests.twice": Text(zh="{what}：重复出现", en="{what}: stands there twice"),
        "doc_type.passed": Text(zh="是机动车{what}", en="it is a {what}"),
        "doc_type.other": Text(
            zh="不是驾驶证，也不是车辆证件（{what}）", en="neither a driving licence nor a vehicle's document ({what})"
        ),
        "doc_type.differs": Text(
            zh="出示的类型与签发的类型不同", en="the type presented is not the type that was issued"
        ),
        "country.passed": Text(zh="与签发证书的国家一致", en="it is the country of the signing certificate"),
        "country.not_shown": Text(zh="未出示签发国家，未检查", en="not checked: the issuing country was not shown"),
        "country.no_certificate": Text(zh="没有签发证书，未检查", en="not checked: there is no certificate"),
        "country.differs": Text(
            zh="签发国家或省份与签发证书不一致",
            en="the issuing country or province is not that of the signing certificate",
        ),
        "validity.passed": Text(zh="在有效期内", en="within its validity"),
        "validity.unreadable": Text(zh="有效期无法读取", en="the validity cannot be read"),
        "validity.not_yet": Text(zh="尚未生效", en="not yet valid"),
        "validity.expired": Text(zh="凭证已过期，请持证人更新", en="expired: the holder should fetch a new one"),
        "validity.signed_outside": Text(
            zh="签发时签发证书不在有效期内", en="signed while the signing certificate was not valid"
        ),
        "signer_status.passed": Text(
            zh="已查：未被撤销（名单时间 {what}）", en="checked: not revoked (list of {what})"
        ),
        "signer_status.revoked": Text(
            zh="签发证书已被撤销，它签发的一律不可接受（名单时间 {what}）",
            en="the signing certificate is revoked: nothing it signed is to be accepted (list of {what})",
        ),
        "signer_status.too_old": Text(
            zh="未查：证书撤销名单已过时（{what}），当时未被撤销",
            en="not checked: the list of revoked certificates is too old ({what}); it was not revoked then",
        ),
        "signer_status.not_checked": Text(
            zh="未查：没有证书撤销名单（离线）", en="not checked: no list of revoked certificates (offline)"
        ),
        "signer_status.no_certificate": Text(zh="没有签发证书，未检查", en="not checked: there is no certificate"),
        "signer_status.not_trusted": Text(
            zh="未查：签发机关未确认，不去取它所写的名单",
            en="not checked: the issuer is not confirmed, so its list is not fetched",
        ),
        "status.passed": Text(
            zh="已查：未被撤销或暂停（名单时间 {what}）",
            en="checked: neither revoked nor suspended (list of {what})",
        ),
        "status.not_checked": Text(zh="未查：没有状态名单（离线）", en="not checked: no status list (offline)"),
        "status.no_entry": Text(zh="未查：凭证未写明状态名单", en="not checked: the credential names no status list"),
        "status.not_trusted": Text(
            zh="未查：签发机关未确认，不去取它所写的名单",
            en="not checked: the issuer is not confirmed, so its list is not fetched",
        ),
        "status.unreadable": Text(zh="未查：状态名单无法读取", en="not checked: the status list cannot be read"),
        "status.not_genuine": Text(zh="未查：状态名单的签名不可信", en="not checked: the status list is not genuine"),
        "status.another_list": Text(zh="未查：给出的是另一份状态名单", en="not checked: this is another status list"),
        "status.list_too_old": Text(
            zh="未查：状态名单已过时（{what}），当时未被撤销",
            en="not checked: the status list is too old ({what}); it was not revoked then",
        ),
        "status.revoked": Text(zh="已撤销（名单时间 {what}）", en="revoked (list of {what})"),
        "status.suspended": Text(zh="已暂停（名单时间 {what}）", en="suspended (list of {what})"),
        "status.not_listed": Text(
            zh="名单中没有这张凭证，视为不可用", en="the list has no such credential: not usable"
        ),
        "device_authentication.passed": Text(
            zh="由持证人的设备在本次会话中出示", en="presented in this session by the holder's device"
        ),
        "device_authentication.no_presentation": Text(
            zh="未查：这是凭证本身，不是设备的出示",
            en="not checked: this is the credential itself, not a presentation by a device",
        ),
        "device_authentication.copyable": Text(
            zh="未查：二维码可以被复制，请核对本人面貌",
            en="not checked: a code can be copied, compare the face",
        ),
        "device_authentication.no_transcript": Text(
            zh="未查：没有给出会话记录", en="not checked: no session transcript was given"
        ),
        "device_authentication.reader_key_needed": Text(
            zh="未查：MAC 需要阅读器私钥", en="not checked: a MAC needs the reader's private key"
        ),
        "device_authentication.missing": Text(
            zh="出示中没有设备认证", en="the presentation has no device authentication"
        ),
        "device_authentication.no_key": Text(
            zh="凭证未绑定可用的设备密钥", en="the credential is bound to no usable key"
        ),
        "device_authentication.wrong": Text(
            zh="不是由持证人的设备在本次会话中出示",
            en="not presented in this session by the holder's device",
        ),
        "device_authentication.not_authorised": Text(
            zh="设备自行声明了签发机关未授权的内容",
            en="the device states elements the issuer did not allow it to state",
        ),
    }
)

CHINA = timezone(timedelta(hours=8))


def moment(at: datetime) -> str:
    """An instant in a sentence: China's time, to the minute."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


GENUINE = Text(zh="真实有效", en="genuine and current")
GENUINE_UNCHECKED = Text(zh="真实，在有效期内；是否被撤销未查", en="genuine and in time; revocation was not checked")
COMPARE_THE_FACE = Text(zh="真实，请核对本人面貌", en="genuine, compare the face")
COMPARE_UNCHECKED = Text(
    zh="真实，请核对本人面貌；是否被撤销未查", en="genuine, compare the face; revocation was not checked"
)
COMPARE_THE_PLATE = Text(zh="真实有效，请核对车上的号牌", en="genuine and current, compare the plate on the vehicle")
COMPARE_PLATE_UNCHECKED = Text(
    zh="真实，请核对车上的号牌；是否被撤销未查",
    en="genuine, compare the plate on the vehicle; revocation was not checked",
)
DRIVING_LICENCE = Text(zh="驾驶证", en="driving licence")
NOT_GENUINE = Text(zh="不可接受", en="not to be accepted")
