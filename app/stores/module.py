"""What main and worker mount of stores."""

from app.kernel.composition import Module

MODULE = Module(name="stores")
