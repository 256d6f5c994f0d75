"""How these tests write documents: `ˇ` is the cursor and `«…»` what the model suggests there."""

from sansfil.core.ngram import (
    Corpus,
    Evidence,
    LiveFile,
    NgramContext,
    NgramKnobs,
    NgramSilence,
    NoPrediction,
    Prediction,
    detect_indent_unit,
    encode,
    open_corpus,
    predict,
)

TYPING = NgramKnobs()
Workspace = dict[str, str]


def corpus_of(workspace: Workspace) -> Corpus:
    corpus = open_corpus(b"".join(encode(workspace.items()).parts))
    assert isinstance(corpus, Corpus)
    return corpus


def live(text: str) -> LiveFile:
    """An open file, learned to its end."""
    file = LiveFile(text.split("\n"))
    file.learn_some(file.line_count)
    return file


def context_of(document: str) -> NgramContext:
    before, after = document.split("ˇ")
    *lines, start = before.split("\n")
    rest, *below = after.split("\n")
    next_line = next((line for line in below if line.strip()), "")
    unit = detect_indent_unit((before + after).split("\n"))
    return NgramContext(lines, start, rest, len(lines), next_line, unit)


def complete(
    document: str,
    workspace: Workspace | None = None,
    path: str = "now.py",
    knobs: NgramKnobs = TYPING,
) -> Prediction | NoPrediction:
    """What is predicted in an open document of a learned workspace."""
    evidence = Evidence(
        file=live(document.replace("ˇ", "")),
        corpus=corpus_of(workspace) if workspace else None,
        folder=path.rpartition("/")[0],
        superseded=(path,),
    )
    return predict(context_of(document), evidence, knobs)


def check(
    before: str,
    after: str,
    workspace: Workspace | None = None,
    path: str = "now.py",
    knobs: NgramKnobs = TYPING,
) -> None:
    """`after` is `before` with the suggestion in place of the cursor."""
    found = complete(before, workspace, path, knobs)
    assert isinstance(found, Prediction), found
    assert before.replace("ˇ", f"«{found.text}»") == after


def check_silence(before: str, reason: NgramSilence, workspace: Workspace | None = None) -> None:
    assert complete(before, workspace) == NoPrediction(reason)
