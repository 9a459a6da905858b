"""Rules over the audit log: what is unusual becomes an alert, with what can be done about it."""
