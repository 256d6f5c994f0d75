"""Whether what a model writes exists here: imports by the project's own manifests, and the language."""

from sansfil.core.grounding.values import Judgement, Verdict

__all__ = ["Judgement", "Verdict"]
