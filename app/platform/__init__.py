"""What administers an organisation and the installation: settings, their backup and restore, credentials of other systems."""
