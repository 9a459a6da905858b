"""What others may ask of platform."""

from app.platform.use_cases.backup import export_settings, make_backup, restore_backup, restore_settings
from app.platform.use_cases.fernet import import_fernet
from app.platform.use_cases.integrations import list_integrations, read_integration
from app.platform.use_cases.keys import rewrap_everything
from app.platform.use_cases.settings import (
    change_settings,
    list_installation,
    list_settings,
    set_installation,
    unset_installation,
)
from app.platform.use_cases.trials import try_mail_server, try_provider

__all__ = [
    "change_settings",  # of the organisation
    "export_settings",  # for a sealed backup
    "import_fernet",  # take over credentials that another system sealed
    "list_installation",  # settings of the installation, with what is in force
    "list_integrations",  # all credentials, masked, with age and state
    "list_settings",  # settings of the organisation, with what is in force
    "make_backup",  # all settings in one sealed file
    "read_integration",  # one of them; on record
    "restore_backup",  # from one
    "restore_settings",  # platform's own part of it
    "rewrap_everything",  # rotation of the master key
    "set_installation",  # in force in every process at once
    "try_mail_server",  # without sending anything
    "try_provider",  # without signing anybody in
    "unset_installation",  # back to the default
]
