"""What credentials look like, one list for all: logs hide whatever may be one, and what leaves is searched for what surely is.

`sure` is the form that its maker gives out, which no ordinary text has; `loose` also takes pieces of one, and what is cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """`marks`: literals of which every `sure` form holds one, so that a text without them need not be searched."""

    title: str
    marks: tuple[str, ...]
    sure: str = ""
    loose: str = ""


SHAPES = (
    Shape("a key or secret of KSAP", ("ksap_", "ksapcs_"), r"ksap(?:cs)?_[A-Za-z0-9_-]{43}"),
    Shape(
        "a Shopify token", ("shpat_", "shpca_", "shppa_", "shpss_", "shpua_", "shprt_", "shptka_"),
        r"shp(?:at|ca|pa|ss|ua|rt|tka)_[0-9A-Fa-f]{32}", r"shp(?:at|ca|pa|ss|ua|rt|tka)_[A-Za-z0-9]{10,}",
    ),
    Shape("a WooCommerce key", ("ck_", "cs_"), r"c[ks]_[0-9a-f]{40}(?![0-9a-f])", r"c[ks]_[0-9a-f]{32,}"),
    Shape(
        "a Stripe key", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
        r"[srp]k_(?:live|test)_[A-Za-z0-9]{8,}",
    ),
    Shape("a webhook secret", ("whsec_",), r"whsec_[A-Za-z0-9+/=_-]{24,}", r"whsec_[A-Za-z0-9+/=_-]{8,}"),
    Shape("an Anthropic key", ("sk-ant-",), r"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{40,}"),
    Shape(
        "an OpenAI key", ("sk-proj-", "sk-svcacct-", "sk-admin-", "T3BlbkFJ"),
        r"sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})", r"sk-[A-Za-z0-9_-]{16,}",
    ),
    Shape("an AWS access key", ("AKIA", "ASIA"), r"A[KS]IA[0-9A-Z]{16}(?![0-9A-Z])"),
    Shape(
        "a GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})",
    ),
    Shape("a GitLab token", ("glpat-",), r"glpat-[A-Za-z0-9_-]{20,}"),
    Shape("a Google key", ("AIza", "GOCSPX-"), r"(?:AIza[0-9A-Za-z_-]{35}|GOCSPX-[A-Za-z0-9_-]{28})"),
    Shape("a Slack token", ("xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-"), r"xox[abeprs]-\d{8,}-[0-9A-Za-z-]{10,}"),
    Shape("a SendGrid key", ("SG.",), r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    Shape("a Square token", ("sq0atp-", "sq0csp-"), r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}"),
    Shape("an npm token", ("npm_",), r"npm_[A-Za-z0-9]{36}"),
    Shape("a Meta token", ("EAA",), r"EAA[A-Za-z0-9]{80,}", r"EAA[A-Za-z0-9]{30,}"),
    Shape(
        "a signed token", ("eyJ",), r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{40,}",
        r"ey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*",
    ),
)  # fmt: skip
PRIVATE_KEY = Shape(
    "a private key",
    ("PRIVATE KEY-----",),
    r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----(?:[\s\S]{0,8192}?-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----)?",
)

LOOSE = re.compile(r"\b(?:" + "|".join(shape.loose or shape.sure for shape in SHAPES) + f")|{PRIVATE_KEY.sure}")
"""Whatever may be a credential: for logs."""
