"""Tier 0, the workspace's own language model: learns from text, predicts from a nested cache.

Build:   `encode(documents) -> EncodedCorpus`, whose `parts` are a file;
         `open_corpus(buffer) -> Corpus | CorpusProblem`.
Follow:  `LiveFile(lines, near_line)`, `.learn_some(lines) -> lines left`,
         `.splice(first_line, removed, new_lines)`.
Ask:     `predict(NgramContext, Evidence, NgramKnobs) -> Prediction | NoPrediction`.
"""

from sansfil.core.ngram.context import NgramContext, NgramSilence
from sansfil.core.ngram.corpus import Corpus, CorpusProblem, open_corpus
from sansfil.core.ngram.encode import EncodedCorpus, Tick, encode
from sansfil.core.ngram.evidence import Evidence
from sansfil.core.ngram.knobs import ASKED, NgramKnobs
from sansfil.core.ngram.lexer import detect_indent_unit
from sansfil.core.ngram.live import LiveFile
from sansfil.core.ngram.prediction import NoPrediction, Prediction, predict
from sansfil.core.ngram.redaction import looks_secret

__all__ = [
    "ASKED",
    "Corpus",
    "CorpusProblem",
    "EncodedCorpus",
    "Evidence",
    "LiveFile",
    "NgramContext",
    "NgramKnobs",
    "NgramSilence",
    "NoPrediction",
    "Prediction",
    "Tick",
    "detect_indent_unit",
    "encode",
    "looks_secret",
    "open_corpus",
    "predict",
]
