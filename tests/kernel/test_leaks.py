"""What looks like a credential is found wherever it stands; what people write about goods is not."""

from __future__ import annotations

import base64
import random
import string

import orjson
import pytest

from app.accounts.tokens import new_api_key, new_client_secret
from app.kernel import leaks
from app.kernel.leaks import SecretInText
from app.kernel.masking_rules import MASK, mask_tokens

_random = random.Random(11)


def some(length: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(_random.choices(letters, k=length))


HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(some(64) for _ in range(8)) + "\n-----END RSA PRIVATE KEY-----"
SECRETS = {
    "KSAP key": new_api_key(),
    "KSAP client": new_client_secret(),
    "Shopify": "shpat_" + some(32, HEX),
    "Shopify app": "shpss_" + some(32, HEX),
    "Woo key": "ck_" + some(40, HEX),
    "Woo secret": "cs_" + some(40, HEX),
    "Stripe": "sk_live_" + some(24),
    "Stripe restricted": "rk_live_" + some(99),
    "Stripe test": "sk_test_" + some(24),
    "webhook": "whsec_" + some(32),
    "AWS": "AKIA" + some(16, UPPER),
    "AWS session": "ASIA" + some(16, UPPER),
    "GitHub": "ghp_" + some(36),
    "GitHub fine": "github_pat_" + some(22) + "_" + some(59),
    "GitLab": "glpat-" + some(20),
    "Google": "AIza" + some(35),
    "Google OAuth": "GOCSPX-" + some(28),
    "Slack": f"xoxb-{some(12, '123456789')}-{some(24)}",
    "OpenAI": "sk-proj-" + some(120),
    "OpenAI old": f"sk-{some(20)}T3BlbkFJ{some(20)}",
    "Anthropic": "sk-ant-api03-" + some(93),
    "SendGrid": f"SG.{some(22)}.{some(43)}",
    "Square": "sq0atp-" + some(22),
    "npm": "npm_" + some(36),
    "Meta": "EAA" + some(150),
    "JWT": f"eyJ{some(30)}.eyJ{some(120)}.{some(86)}",
    "RSA": PEM,
    "EC": PEM.replace("RSA", "EC"),
    "PKCS 8": PEM.replace("RSA ", ""),
    "OpenSSH": PEM.replace("RSA", "OPENSSH"),
}
HARMLESS = [
    "Our SK-II Facial Treatment Essence 230 ml, ask-me-anything support and risk-free returns",
    "Task-light, desk-lamp, disk-drive: sk-8-hi black/white, sk-bluetooth-speaker-xl-2000-anthracite-with-case",
    "Converse Chuck_70 (ck_70_black_size_42), CK_One eau de toilette, cs_go skin pack, cs_1234567890abcdef",
    "xoxo-hugs-and-kisses-greeting-card-with-envelope, XOXB-1 strap",
    "AKIA dolls and ASIA BLEND green tea, ASIAN STYLE WOK 36CM, AKIAHABARA 1970 POSTER",
    "Size chart: SG.12.34 / EU 40; model SG.Premium.Edition",
    "EAA amino acids 500 g, EAA8 complex; EAN 4006381333931, UPC 036000291452, ISBN 978-3-16-148410-0",
    "Eyelet embroidery blouse, eyJa-Collection, 100 % cotton. Eyeshadow. www.example.com/p/eyJhbGciOi",
    "<p class='sk-fading-circle'>Free shipping</p><img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA'>",
    "Private Key Vault, a lockable box: -----BEGIN your day with a smile----- key included",
    "whsec_ is how the secrets of webhooks begin; a token of shpat_ and 32 characters belongs in the settings",
    "Track 1Z999AA10123456784 or RR123456789DE; order #SK_LIVE_SHOW_2026; SKU sk_live_plant_small",
    "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08; id 550e8400-e29b-41d4-a716-446655440000",
    "AIza is not a name we know; GOCSPX either. npm_package, github_pattern, ghp_town, glpat-12",
    "Jacke „Königsblau“, Größe M–XL, mit Reißverschluß; ключ в комплекте; 鍵付き収納ボックス",
    " ".join(some(12) for _ in range(500)),
    base64.b64encode(bytes(_random.randrange(256) for _ in range(3000))).decode(),
    "https://cdn.shopify.com/s/files/1/0533/2089/files/shirt_ck_front.jpg?v=1699999999&width=1946",
]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("around", ["{}", "Use {} to sign in.", "<p>key={}</p>", '{{"a": "{}"}}', "a\n{}\nb", "（{}）"])
def test_a_credential_is_found_and_masked_wherever_it_stands(secret: str, around: str) -> None:
    text = around.format(secret)
    assert leaks.in_text(text)
    hidden, number = leaks.masked(text)
    assert number == 1 and secret not in hidden and hidden == around.format(MASK)
    assert leaks.masked_bytes(text.encode()) == (hidden.encode(), 1)
    assert secret not in mask_tokens(text), "one list: what must not leave has no place in logs either"


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert leaks.in_text(text) == ""
    assert leaks.masked(text) == (text, 0)
    assert leaks.in_body(orjson.dumps({"description": text})) is None


def test_a_body_names_the_field() -> None:
    body = {"product": {"title": "Tarp", "variants": [{"sku": "a"}, {"note": f"key {SECRETS['Stripe']}"}]}}
    leak = leaks.in_body(orjson.dumps(body))
    assert leak and (leak.field, leak.what) == ("product.variants.1.note", "a Stripe key")
    assert leaks.in_body(b"plain text with " + SECRETS["AWS"].encode()) == leaks.Leak("", "an AWS access key")
    assert leaks.in_body(orjson.dumps({"meta": {SECRETS["GitHub"]: 1}})) == leaks.Leak("meta", "a GitHub token")
    assert leaks.in_body(orjson.dumps({"pem": PEM})) == leaks.Leak("pem", "a private key")


def test_what_is_a_connections_own_may_pass() -> None:
    own = SECRETS["Shopify"]
    body = orjson.dumps({"mine": own})
    assert leaks.in_body(body, own=lambda found: found == own) is None
    assert leaks.in_body(orjson.dumps({"mine": own, "x": SECRETS["Stripe"]}), own=lambda found: found == own) == leaks.Leak(
        "x", "a Stripe key"
    )


def test_a_refusal_tells_the_field_and_never_the_secret() -> None:
    with pytest.raises(SecretInText) as refused:
        leaks.refuse({"title": "Tarp", "description_html": f"<b>{SECRETS['Google']}</b>"})
    assert refused.value.details["field"] == "description_html" and "a Google key" in refused.value.message
    assert SECRETS["Google"] not in str(refused.value.details) + refused.value.message
    leaks.refuse({"title": "Tarp", "price": None, "tags": ["a"], "variants": ({"sku": "x"},)})
