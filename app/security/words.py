"""What a rule says when it fired, in the languages of our mails."""

from __future__ import annotations

from app.security.rules import RULES, Rule

GERMAN = {
    "new_country": (
        "Anmeldung aus einem neuen Land",
        "Jemand hat sich aus einem Land angemeldet, aus dem er sich noch nie angemeldet hatte.",
    ),
    "impossible_travel": (
        "Zwei Länder innerhalb kurzer Zeit",
        "Jemand war, nach seinen Anmeldungen oder einer Sitzung, die weitergezogen ist, innerhalb kurzer Zeit "
        "in zwei Ländern.",
    ),
    "session_moved": (
        "Eine Sitzung in anderen Händen",
        "Eine Sitzung ging in einem anderen Land oder einer anderen Art von Browser weiter, als sie begonnen "
        "hatte.",
    ),
    "failed_sign_ins": (
        "Viele fehlgeschlagene Anmeldungen bei einem Konto",
        "Falsche Passwörter oder Codes für ein Konto.",
    ),
    "failed_sign_ins_address": (
        "Viele fehlgeschlagene Anmeldungen von einer Adresse",
        "Falsche Passwörter oder Codes von einer Netzwerkadresse, gleich für welche Konten.",
    ),
    "denied_calls": (
        "Viele verweigerte Aufrufe",
        "Aufrufe einer Person oder eines API-Schlüssels, die deren Berechtigungen nicht umfassen.",
    ),
    "probing": (
        "Viele Aufrufe von nicht Vorhandenem",
        "Aufrufe einer Person oder eines API-Schlüssels von Dingen, die es nicht gibt oder die ihnen nicht "
        "gehören.",
    ),
    "many_exports": (
        "Viele Exporte",
        "Exporte, Exportdateien und Sicherungen der Einstellungen, die eine Person oder ein API-Schlüssel "
        "abgerufen hat.",
    ),
    "mass_export": (
        "Massenexport",
        "Zeilen, die in Exporten einer Person oder eines API-Schlüssels hinausgingen.",
    ),
    "secrets_issued": (
        "Viele neue Zugangsdaten",
        "API-Schlüssel, Programme und deren Geheimnisse, die eine Person erstellt hat: Jedes wurde ihr einmal "
        "angezeigt.",
    ),
    "credentials_read": (
        "Viele Zugangsdaten angesehen",
        "Zugangsdaten von Verbindungen, die eine Person in den Einstellungen geöffnet oder in eine Sicherung "
        "aufgenommen hat.",
    ),
    "api_key_new_country": (
        "API-Schlüssel aus einem neuen Land benutzt",
        "Ein API-Schlüssel wurde aus einem Land benutzt, aus dem er noch nie benutzt worden war.",
    ),
    "token_reused": (
        "Ein verbrauchtes Token wurde noch einmal benutzt",
        "Ein Refresh-Token oder Code kam ein zweites Mal: Jemand anderes könnte ihn haben. Wozu er gehörte, "
        "ist beendet.",
    ),
    "recovery_code_used": (
        "Anmeldung mit einem Wiederherstellungscode",
        "Jemand hat statt des zweiten Faktors einen Wiederherstellungscode benutzt.",
    ),
    "factor_off": (
        "Zweiter Faktor abgeschaltet",
        "Für die Anmeldung einer Person genügt ab jetzt das Passwort.",
    ),
    "owner_changed": (
        "Die Organisation hat den Inhaber gewechselt",
        "Ein anderes Mitglied ist jetzt Inhaber.",
    ),
    "secret_leaving": (
        "Zugangsdaten auf dem Weg nach draußen",
        "Etwas, das wie Zugangsdaten aussieht, sollte in einem Text, einer E-Mail oder einem Export "
        "hinausgehen und wurde zurückgehalten.",
    ),
}  # fmt: skip
_UNITS = {
    "en": {86_400: ("day", "days"), 3600: ("hour", "hours"), 60: ("minute", "minutes"), 1: ("second", "seconds")},
    "de": {86_400: ("Tag", "Tagen"), 3600: ("Stunde", "Stunden"), 60: ("Minute", "Minuten"), 1: ("Sekunde", "Sekunden")},
}
_COUNTED = {"times": "-mal", "rows": " Zeilen", "calls": " Aufrufe"}

if set(GERMAN) != set(RULES):
    raise RuntimeError(f"rules and their German words differ: {set(GERMAN) ^ set(RULES)}")


def title(rule: Rule, who: str, language: str = "en") -> str:
    """The rule, and whom it speaks of."""
    words = GERMAN[rule.name][0] if language == "de" else rule.title
    return f"{words}: {who}" if who else words


def detail(rule: Rule, *, number: int, threshold: int, seconds: int, address: str, language: str = "en") -> str:
    """What the rule looks at, how much it was, and where from."""
    german = language == "de"
    said = GERMAN[rule.name][1] if german else rule.meaning
    if not rule.single:
        length = span(seconds, language)
        if german:
            said += f" {number}{_COUNTED[rule.counts]} innerhalb von {length}; der Schwellenwert ist {threshold}."
        else:
            said += f" {number} {rule.counts} within {length}; the threshold is {threshold}."
    if address:
        said += f" Netzwerkadresse {address}." if german else f" Network address {address}."
    return said


def span(seconds: int, language: str = "en") -> str:
    """A stretch of time in its largest whole unit; in German as it follows `von`."""
    units = _UNITS["de" if language == "de" else "en"]
    size, (one, many) = next((size, words) for size, words in units.items() if seconds % size == 0)
    number = seconds // size
    return f"{number} {one if number == 1 else many}"
