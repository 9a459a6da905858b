"""What the rest may ask of the sandbox: to be run, and a stage to play on."""

from __future__ import annotations

from app.sandbox.server import build, demo_stage, serve, server
from app.sandbox.stage import Stage

__all__ = ["Stage", "build", "demo_stage", "serve", "server"]
