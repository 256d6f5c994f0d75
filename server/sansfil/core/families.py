"""The fill-in-the-middle formats that models were trained on, as data with their sources."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Order(StrEnum):
    """What a prompt begins with: PSM models were trained prefix first, SPM models suffix first."""

    PREFIX_FIRST = "prefix_first"
    SUFFIX_FIRST = "suffix_first"


@dataclass(frozen=True)
class Family:
    """One format. `prefix`, `suffix` and `middle` are the marks before these parts; an empty `middle`
    means that the model goes on right behind the prefix.

    `repository` opens the prompt; `file` and `file_end` stand around other files' text. With a
    `current` header they stand before the prefix mark, else at the head of the prefix, where
    `heading` introduces the current file. `{name}`, `{path}` and `{comment}` are filled in.
    `specials` are texts that the tokenizer takes for tokens, `stops` end a completion.
    """

    name: str
    order: Order
    prefix: str
    suffix: str
    middle: str
    file: str
    specials: tuple[str, ...]
    stops: tuple[str, ...]
    source: str
    names: str = r"(?!)"
    repository: str = ""
    file_end: str = ""
    current: str = ""
    heading: str = ""

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first two characters of each special token: a text without them holds none."""
        return frozenset(special[:2] for special in self.specials)

    def is_called(self, model: str) -> bool:
        """Whether the lower-case name of a model is one of this family's."""
        return re.search(self.names, model) is not None


_COMMENT = "{comment} {path}\n"
_BARS = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>")
_QWEN = (*_BARS, "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", "<|endoftext|>")
_STARCODER = ("<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>")
_DEEPSEEK = ("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>")
_LLAMA = ("<PRE>", "<SUF>", "<MID>", "<EOT>")
_SEED = ("<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>")
_SEED_OTHERS = ("<[PAD▁TOKEN]>", "<[SEP▁TOKEN]>")

QWEN_CODER = Family(
    name="qwen-coder",
    names=r"qwen[\d.]*[-_ ]?coder",
    order=Order.PREFIX_FIRST,
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    repository="<|repo_name|>{name}\n",
    file="<|file_sep|>{path}\n",
    current="<|file_sep|>{path}\n",
    specials=(*_QWEN, "<|im_start|>", "<|im_end|>"),
    stops=(*_QWEN, "<|im_start|>", "<|im_end|>"),
    source="QwenLM/Qwen2.5-Coder, examples/Qwen2.5-Coder-repolevel-fim.py; the same tokens in Qwen3",
)

STARCODER2 = Family(
    name="starcoder2",
    names=r"starcoder-?2",
    order=Order.PREFIX_FIRST,
    prefix="<fim_prefix>",
    suffix="<fim_suffix>",
    middle="<fim_middle>",
    repository="<repo_name>{name}",
    file="<file_sep>{path}\n",
    # The path stands behind the prefix mark, unlike in Qwen's format.
    current="<file_sep>",
    heading="{path}\n",
    specials=(*_STARCODER, "<repo_name>", "<file_sep>", "<|endoftext|>"),
    stops=(*_STARCODER, "<repo_name>", "<file_sep>", "<|endoftext|>"),
    source="StarCoder 2 and The Stack v2, arXiv 2402.19173, section 5.1",
)

DEEPSEEK_CODER = Family(
    name="deepseek-coder",
    names=r"deepseek[-_ ]?coder",
    order=Order.PREFIX_FIRST,
    prefix=_DEEPSEEK[0],
    suffix=_DEEPSEEK[1],
    middle=_DEEPSEEK[2],
    file=_COMMENT,
    heading=_COMMENT,
    specials=(*_DEEPSEEK, "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<|EOT|>"),
    stops=(*_DEEPSEEK, "<｜end▁of▁sentence｜>", "<|EOT|>"),
    source="deepseek-ai/DeepSeek-Coder, README: code insertion, repository level code completion",
)

# The spaces belong to the tokens, whose pieces begin with SentencePiece's mark for one. Trained on
# both orders; the reference code puts the prefix first unless told otherwise.
CODELLAMA = Family(
    name="codellama",
    names=r"code[-_ ]?llama",
    order=Order.PREFIX_FIRST,
    prefix="<PRE> ",
    suffix=" <SUF>",
    middle=" <MID>",
    file=_COMMENT,
    heading=_COMMENT,
    specials=(*_LLAMA, "<s>", "</s>"),
    stops=_LLAMA,
    source="meta-llama/codellama, llama/generation.py: infilling_prompt_tokens; no format for files",
)

CODEGEMMA = Family(
    name="codegemma",
    names=r"code[-_ ]?gemma",
    order=Order.PREFIX_FIRST,
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file="{path}\n",
    file_end="<|file_separator|>",
    current="{path}\n",
    specials=(
        *_BARS,
        "<|file_separator|>",
        "<start_of_turn>",
        "<end_of_turn>",
        "<bos>",
        "<eos>",
    ),
    stops=(*_BARS, "<|file_separator|>", "<end_of_turn>", "<eos>"),
    source="CodeGemma, arXiv 2406.11409, figures 2 and 4: the path stands before the prefix mark",
)

CODESTRAL = Family(
    name="codestral",
    names=r"codestral",
    order=Order.SUFFIX_FIRST,
    prefix="[PREFIX]",
    suffix="[SUFFIX]",
    middle="",
    file="+++++ {path}\n",
    file_end="\n",
    heading="+++++ {path}\n",
    specials=("[PREFIX]", "[SUFFIX]", "[MIDDLE]", "[INST]", "[/INST]", "<s>", "</s>"),
    stops=("[PREFIX]", "[SUFFIX]", "[MIDDLE]", "\n+++++ "),
    source="mistralai/cookbook, tokenization: FIM; continuedev/continue, AutocompleteTemplate: files",
)

# Tokens for file and repository names exist, but no format for them is published.
GRANITE = Family(
    name="granite",
    names=r"granite[-_ ]?(3\.3|4)(?!.*code)",
    order=Order.PREFIX_FIRST,
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file=_COMMENT,
    heading=_COMMENT,
    specials=(
        *_BARS,
        "<|fim_pad|>",
        "<|filename|>",
        "<|reponame|>",
        "<|end_of_text|>",
        "<|start_of_role|>",
        "<|end_of_role|>",
    ),
    stops=(*_BARS, "<|fim_pad|>", "<|filename|>", "<|reponame|>", "<|end_of_text|>"),
    source="the tokenizers and model cards of ibm-granite 3.3 and 4.0",
)

SEED_CODER = Family(
    name="seed-coder",
    names=r"seed[-_ ]?coder",
    order=Order.SUFFIX_FIRST,
    prefix="<[fim-prefix]>",
    suffix="<[fim-suffix]>",
    middle="<[fim-middle]>",
    file=_COMMENT,
    heading=_COMMENT,
    specials=(*_SEED, "<[begin▁of▁sentence]>", "<[end▁of▁sentence]>", *_SEED_OTHERS),
    stops=(*_SEED, "<[end▁of▁sentence]>", *_SEED_OTHERS),
    source="Seed-Coder, arXiv 2506.03524, section 2.2.6: suffix, prefix, middle",
)

FAMILIES = (
    QWEN_CODER,
    STARCODER2,
    DEEPSEEK_CODER,
    CODELLAMA,
    CODEGEMMA,
    CODESTRAL,
    GRANITE,
    SEED_CODER,
)

# Named like a family or carrying its tokens, yet not trained to fill in: Devstral (Mistral lists
# Codestral only), Code Llama - Python and the first 34B (Code Llama, arXiv 2308.12950, abstract).
REFUSED = tuple(map(re.compile, (r"devstral", r"code[-_ ]?llama.*python", r"code[-_ ]?llama.*34b")))

# Marks of our own, for models that fill a hole in conversation (`core/hole`).
BEFORE, AFTER, TYPED, FILE = "<|before|>", "<|after|>", "<|typed|>", "<|file|>"
# What is put into a hole that way ends at a fence; OpenRouter takes four stop texts at most.
STOPS = ("\n```", BEFORE, AFTER, FILE)

CHAT = Family(
    name="chat",
    order=Order.PREFIX_FIRST,
    prefix=BEFORE,
    suffix=AFTER,
    middle=TYPED,
    file=FILE + "{path}\n",
    current=FILE + "{path}\n",
    specials=(BEFORE, AFTER, TYPED, FILE),
    stops=STOPS,
    source="Sansfil's own",
)
