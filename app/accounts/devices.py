"""What a User-Agent says, for people: "Firefox 145 on Linux". A hint for recognising one's own devices, no proof."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The order matters: browsers name their ancestors too, the most particular name is the true one.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"(?:OPR|Opera)/(\d+)"),
    ("Vivaldi", r"Vivaldi/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|Chromium)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"),
    ("curl", r"^curl/(\d+)"),
    ("HTTPX", r"^python-httpx/(\d+)"),
    ("Python Requests", r"^python-requests/(\d+)"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)
_BROWSER_RULES = tuple((name, re.compile(rule)) for name, rule in _BROWSERS)
_SYSTEM_RULES = tuple((name, re.compile(rule)) for name, rule in _SYSTEMS)


@dataclass(frozen=True, slots=True)
class Recognised:
    browser: str  # with its major version; empty where unknown
    os: str  # empty where unknown

    @property
    def label(self) -> str:
        if self.browser and self.os:
            return f"{self.browser} on {self.os}"
        return self.browser or self.os or "Unknown device"


def recognise(user_agent: str) -> Recognised:
    browser = ""
    for name, rule in _BROWSER_RULES:
        if match := rule.search(user_agent):
            browser = f"{name} {match.group(1)}"
            break
    os = next((name for name, rule in _SYSTEM_RULES if rule.search(user_agent)), "")
    return Recognised(browser, os)
