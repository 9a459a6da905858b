"""The audit log: who did what, when and to which thing; searched, exported and proven."""
