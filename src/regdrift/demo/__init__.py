"""The demonstration: ten pages of law, nine dates, real HTTP, mail and webhooks, all on loopback.

The texts are written for regdrift and are illustrations: no legislature adopted them.
"""

from regdrift.demo.story import DemoReport, Narrator, play

__all__ = ["DemoReport", "Narrator", "play"]
