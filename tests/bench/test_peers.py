"""Peers' layouts are those that their sources describe."""

from bench._peers.cody import OLLAMA, Cody, CodyKnobs
from bench._peers.continue_dev import Continue, ContinueKnobs
from bench._peers.llama import Llama, LlamaKnobs
from bench._peers.tabby import Tabby, TabbyKnobs
from bench._peers.view import View, Visited

LINES = "".join(f"line {number}\n" for number in range(1000))
OTHER = Visited("b.py", "".join(f"other {number}\n" for number in range(200)), 100)


def view(typed: str = "here", *, above: int = 500, others: tuple[Visited, ...] = ()) -> View:
    lines = LINES.splitlines(keepends=True)
    return View("a.py", "".join(lines[:above]) + typed, "\n" + "".join(lines[above:]), "#", others)


def words(text: str) -> int:
    return len(text.split())


def test_llama_sends_256_lines_the_typed_line_and_64_lines_below() -> None:
    body = Llama("llama", words).asked(view()).body
    assert body["input_prefix"].splitlines() == [f"line {n}" for n in range(244, 500)]
    assert body["prompt"] == "here"
    assert body["input_suffix"].splitlines() == ["", *(f"line {n}" for n in range(500, 564))]
    assert body["input_extra"] == []


def test_llama_promotes_a_chunk_in_a_pause_and_warms_the_engine_with_it() -> None:
    peer = Llama("llama", words)
    warmed = peer.rested(view(others=(OTHER,)), seconds=1.5)
    assert [ask.body["n_predict"] for ask in warmed] == [0]
    extra = peer.asked(view(others=(OTHER,))).body["input_extra"]
    assert [chunk["filename"] for chunk in extra] == ["b.py"]
    assert len(extra[0]["text"].splitlines()) == 32


def test_llama_does_not_take_the_same_chunk_twice() -> None:
    peer = Llama("llama", words)
    peer.rested(view(others=(OTHER,)), seconds=1.5)
    assert peer.rested(view(others=(OTHER,)), seconds=1.5) == []


def test_llama_drops_its_oldest_chunks_when_they_are_too_long() -> None:
    peer = Llama("llama", words, LlamaKnobs(chunk_tokens=70))
    for path in ("b.py", "c.py"):
        peer.rested(view(others=(Visited(path, OTHER.text.replace("other", path), 100),)), 1)
    extra = peer.asked(view()).body["input_extra"]
    assert [chunk["filename"] for chunk in extra] == ["c.py"]


def test_continue_cuts_whole_lines_to_shares_of_its_budget() -> None:
    knobs = ContinueKnobs(prompt_tokens=100)
    prompt = Continue("continue", words, knobs).asked(view("")).body["prompt"]
    prefix, _, suffix = prompt.removeprefix("<|fim_prefix|>").partition("<|fim_suffix|>")
    assert prefix == "".join(f"line {number}\n" for number in range(485, 500))
    assert suffix == "\n" + "".join(f"line {n}\n" for n in range(500, 510)) + "<|fim_middle|>"


def test_continue_puts_other_open_files_in_front_as_far_as_they_fit() -> None:
    knobs = ContinueKnobs(prompt_tokens=100)
    prompt = Continue("continue", words, knobs).asked(view("", others=(OTHER,))).body["prompt"]
    assert prompt.startswith("<|repo_name|>workspace\n<|file_sep|>b.py\nother 0\n")
    assert "other 24\n\n<|file_sep|>a.py\n<|fim_prefix|>" in prompt
    assert "other 25" not in prompt


def test_tabby_shows_twenty_lines_on_each_side() -> None:
    prompt = Tabby("tabby").asked(view()).body["prompt"]
    assert prompt.startswith("<|fim_prefix|>line 481\n")
    assert prompt.endswith("line 518<|fim_middle|>")


def test_tabby_cuts_the_beginning_off_template_and_all() -> None:
    prompt = Tabby("tabby", TabbyKnobs(prompt_characters=200)).asked(view()).body["prompt"]
    assert len(prompt) == 200
    assert "<|fim_prefix|>" not in prompt


def test_tabby_writes_snippets_as_comments_before_the_prefix() -> None:
    prompt = Tabby("tabby").asked(view(others=(OTHER,))).body["prompt"]
    assert prompt.startswith("<|fim_prefix|># Path: b.py\n# other 90\n")


def test_cody_leaves_out_the_rest_of_the_line_and_cuts_whole_lines() -> None:
    prompt = Cody("cody", CodyKnobs(prefix=30, suffix=20, snippets=0)).asked(view()).body["prompt"]
    assert prompt == (
        "<|repo_name|>workspace\n<|file_sep|>a.py\n"
        "<|fim_prefix|>line 497\nline 498\nline 499\nhere"
        "<|fim_suffix|>\nline 500\nline 501<|fim_middle|>"
    )


def test_cody_with_ollama_shows_much_before_and_little_behind() -> None:
    prompt = Cody("ollama", OLLAMA).asked(view(above=1000)).body["prompt"]
    assert "line 0\n" in prompt
    small = Cody("ollama", OLLAMA).asked(view()).body["prompt"]
    assert len(small.partition("<|fim_suffix|>")[2]) < 130
