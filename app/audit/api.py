"""What others may ask of the audit log."""

from app.audit.use_cases.browse import entry_page, known_actions
from app.audit.use_cases.export import begin_export, export_lines
from app.audit.use_cases.note import note_heads
from app.audit.use_cases.prove import verify, verify_all

__all__ = [
    "begin_export",  # note an export
    "entry_page",  # search
    "export_lines",  # CSV
    "known_actions",  # for a filter
    "note_heads",  # outside of the database
    "verify",  # one organisation's chain
    "verify_all",  # everybody's
]
