"""The commands of `ksap`, by topic. A topic is a file with its `commands`; `app.cli` puts them together."""
