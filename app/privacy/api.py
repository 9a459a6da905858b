"""What others may ask of privacy."""

from app.kernel.audit_chain import organisations
from app.privacy.data_map import document as data_map_document
from app.privacy.data_map import problems as data_map_problems
from app.privacy.data_map import tables as data_map
from app.privacy.use_cases.backup import export_settings, restore_settings
from app.privacy.use_cases.consent import consents_of, may_process, publish_text, record_consent, texts
from app.privacy.use_cases.erase import erase
from app.privacy.use_cases.export import fetch_export, prepare_export
from app.privacy.use_cases.requests import close_request, enter_request, read_request, request_page
from app.privacy.use_cases.retention import clean_up, policies, run_page, set_policy

__all__ = [
    "clean_up",  # what is older than its policy allows
    "close_request",  # done, refused or cancelled by people
    "consents_of",  # all that somebody ever said
    "data_map",  # what every column is for
    "data_map_document",  # the same as Markdown
    "data_map_problems",  # what is missing in it
    "enter_request",  # what a person asked
    "erase",  # when the grace is over
    "export_settings",  # for a sealed backup
    "fetch_export",  # the ZIP
    "may_process",  # whether the last word on a purpose was yes
    "organisations",  # for the clockwork
    "policies",  # how long things are kept here
    "prepare_export",  # make the ZIP
    "publish_text",  # a version of a privacy policy
    "read_request",  # one request
    "record_consent",  # what somebody said
    "request_page",  # the queue, the soonest due first
    "restore_settings",  # from one
    "run_page",  # reports of clean-up
    "set_policy",  # keep something for so long here
    "texts",  # every version of every text
]
