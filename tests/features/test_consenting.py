"""The user's word: asked for once, kept for every folder, and taken at its strictest."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sansfil.core.consent import Allowed, MustAsk, Refused, Word
from sansfil.core.phrases import Phrase
from sansfil.features.consenting import ANSWERS, Consenting
from sansfil.ports import Problem
from sansfil.settings import CloudSettings, ConsentSettings, IndexSettings, Settings
from tests.fakes import FakeConsents, FakeFiles

ORIGIN = "https://openrouter.ai:443"


class Person:
    """Whoever is asked: answers with the number that the test sets, as soon as it is set."""

    def __init__(self) -> None:
        self.questions: list[Phrase] = []
        self.answers: Sequence[Phrase] = ()
        self.choice: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def ask(self, question: Phrase, answers: Sequence[Phrase]) -> int | None:
        self.questions.append(question)
        self.answers = answers
        return await asyncio.shield(self.choice)

    def says(self, word: Word | None) -> None:
        words = [each for each, _ in ANSWERS]
        self.choice.set_result(None if word is None else words.index(word))


class Office:
    """A workspace of these folders, and how often anybody heard of a change."""

    def __init__(self, *roots: Path, **consent: object) -> None:
        self.consents, self.changes = FakeConsents(), list[str]()
        self.files = FakeFiles({})
        self.consenting = Consenting(
            self.consents, self.files, lambda: self.changes.append("changed")
        )
        self.settings = Settings(consent=replace(ConsentSettings(), **consent))  # type: ignore[arg-type]
        self.consenting.configure(self.settings, roots)

    @property
    def decision(self) -> Allowed | Refused | MustAsk:
        destination = self.consenting.destination
        assert destination is not None
        return self.consenting.decision(destination)


async def test_nothing_said_means_that_the_user_has_to_be_asked(tmp_path: Path) -> None:
    assert Office(tmp_path).decision == MustAsk(ORIGIN)


async def test_where_nobody_can_be_asked_nothing_is_asked_and_nothing_allowed(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    await office.consenting.asked()
    assert isinstance(office.decision, MustAsk) and office.consents.words == {}


@pytest.mark.parametrize("word", [word for word, _ in ANSWERS])
async def test_the_answer_is_kept_for_every_folder_and_told(tmp_path: Path, word: Word) -> None:
    roots = [tmp_path / "a", tmp_path / "b"]
    office, person = Office(*roots), Person()
    office.consenting.ask_by(person.ask)
    person.says(word)
    await office.consenting.asked()
    assert office.consents.words == {(root.as_posix(), ORIGIN): word for root in roots}
    assert office.changes == ["changed"] and len(person.answers) == len(ANSWERS)


async def test_a_window_asks_once_however_often_it_would_like_to(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    for _ in range(5):
        office.consenting.begin_asking()
    person.says(None)
    await office.consenting.asked()
    await office.consenting.asked()
    assert len(person.questions) == 1
    assert isinstance(office.decision, MustAsk) and office.changes == []


async def test_another_address_is_another_question(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    person.says(Word.YES)
    await office.consenting.asked()
    elsewhere = replace(office.settings, cloud=CloudSettings(base_url="http://127.0.0.1:1/api/v1"))
    office.consenting.configure(elsewhere, [tmp_path])
    assert office.decision == MustAsk("http://127.0.0.1:1")
    await office.consenting.asked()
    assert len(person.questions) == 2


@pytest.mark.parametrize("send", ["never", "allow"])
async def test_who_has_decided_by_a_setting_is_not_asked(tmp_path: Path, send: str) -> None:
    office, person = Office(tmp_path, send=send), Person()
    office.consenting.ask_by(person.ask)
    await office.consenting.asked()
    assert person.questions == []
    assert isinstance(office.decision, Allowed) is (send == "allow")


async def test_private_mode_asks_nobody_and_wins_over_every_word(tmp_path: Path) -> None:
    office, person = Office(tmp_path, private=True, send="allow"), Person()
    office.consents.keep(tmp_path.as_posix(), ORIGIN, Word.YES)
    office.consenting.ask_by(person.ask)
    await office.consenting.asked()
    assert person.questions == [] and isinstance(office.decision, Refused)


async def test_of_several_folders_the_strictest_word_counts(tmp_path: Path) -> None:
    roots = [tmp_path / name for name in "abc"]
    office = Office(*roots)
    for root, word in zip(roots, (Word.YES, Word.YES_WITHOUT_TRAINING, Word.YES), strict=True):
        office.consents.keep(root.as_posix(), ORIGIN, word)
    assert office.decision == Allowed(allows_training=False)
    office.consents.keep(roots[2].as_posix(), ORIGIN, Word.NO)
    assert isinstance(office.decision, Refused)
    office.consents.keep(roots[2].as_posix(), ORIGIN, Word.UNSAID)
    assert isinstance(office.decision, MustAsk)


async def test_a_word_taken_back_may_be_asked_for_again(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    person.says(Word.YES)
    await office.consenting.asked()
    office.consenting.say(Word.UNSAID)
    await office.consenting.asked()
    assert len(person.questions) == 2


async def test_a_word_that_cannot_be_kept_is_a_plain_sentence(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.consents.obstacle = "the disk is full"
    with pytest.raises(Problem) as failure:
        office.consenting.say(Word.YES)
    assert failure.value.said.key == "consent.not_kept"


@pytest.mark.parametrize("url", ["", "openrouter.ai", "ftp://a", "https://me:pass@openrouter.ai"])
async def test_an_address_that_is_none_leads_nowhere(tmp_path: Path, url: str) -> None:
    office = Office(tmp_path)
    office.consenting.configure(Settings(cloud=CloudSettings(base_url=url)), [tmp_path])
    assert office.consenting.destination is None
    with pytest.raises(Problem) as failure:
        office.consenting.say(Word.YES)
    assert failure.value.said.key == "consent.no_address"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("src/a.py", None),
        ("src/.env", "consent.secret_file"),
        ("id_rsa", "consent.secret_file"),
        ("secret/plan.py", "consent.local_only"),
        ("../outside.py", "consent.outside"),
    ],
)
async def test_which_files_do_not_leave(tmp_path: Path, path: str, key: str | None) -> None:
    office = Office(tmp_path / "root", local_only=("secret/",))
    where = (tmp_path / "root" / path).as_posix()
    for said in (office.consenting.refusal(where), await office.consenting.settled_refusal(where)):
        assert (None if said is None else said.key) == key


async def test_an_ignored_file_does_not_leave(tmp_path: Path) -> None:
    office = Office(tmp_path)
    path = (tmp_path / "build.py").resolve()
    office.files.ignored.add(path)
    said = await office.consenting.settled_refusal(path.as_posix())
    assert said is not None and said.key == "consent.ignored"


async def test_a_link_does_not_lead_a_file_of_elsewhere_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "elsewhere.py").write_text("x")
    (root / "a.py").symlink_to(tmp_path / "elsewhere.py")
    said = Office(root).consenting.refusal((root / "a.py").as_posix())
    assert said is not None and said.key == "consent.outside"


async def test_what_was_never_saved_does_not_leave(tmp_path: Path) -> None:
    said = Office(tmp_path).consenting.refusal("")
    assert said is not None and said.key == "sending.no_file"


async def test_records_name_the_workspace_by_a_digest_and_its_folder(tmp_path: Path) -> None:
    one, other = Office(tmp_path / "one"), Office(tmp_path / "other")
    assert one.consenting.workspace != other.consenting.workspace
    assert tmp_path.as_posix() not in one.consenting.workspace
    assert (one.consenting.folder, Office().consenting.folder) == ("one", "")


async def test_a_question_ends_with_the_window(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    office.consenting.begin_asking()
    office.consenting.stop()
    async with asyncio.timeout(10):
        await office.consenting.asked()
    assert office.consents.words == {}


AWAY = CloudSettings(base_url="https://elsewhere.invalid/v1")


async def test_a_yes_to_one_address_is_no_word_about_another(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    office.consenting.begin_asking()
    await asyncio.sleep(0)
    office.consenting.configure(replace(office.settings, cloud=AWAY), [tmp_path])
    person.says(Word.YES)
    await asyncio.sleep(0)
    assert office.consents.words == {}


async def test_a_yes_to_one_folder_is_no_word_about_one_that_came_later(tmp_path: Path) -> None:
    office, person = Office(tmp_path / "a"), Person()
    office.consenting.ask_by(person.ask)
    office.consenting.begin_asking()
    await asyncio.sleep(0)
    office.consenting.configure(office.settings, [tmp_path / "a", tmp_path / "b"])
    person.says(Word.YES)
    await asyncio.sleep(0)
    assert office.consents.words == {}


async def test_an_old_question_does_not_outlive_what_was_said_since(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    office.consenting.begin_asking()
    await asyncio.sleep(0)
    office.consenting.say(Word.NO)
    person.says(Word.YES)
    await asyncio.sleep(0)
    assert set(office.consents.words.values()) == {Word.NO}


async def test_two_questions_never_stand_there_at_once(tmp_path: Path) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    office.consenting.begin_asking()
    office.consenting.ask_again()
    office.consenting.begin_asking()
    await asyncio.sleep(0)
    assert len(person.questions) == 1


async def test_all_folders_are_named_in_the_question(tmp_path: Path) -> None:
    office, person = Office(tmp_path / "a", tmp_path / "b"), Person()
    office.consenting.ask_by(person.ask)
    person.says(None)
    await office.consenting.asked()
    assert person.questions[0].values["folder"] == "a, b"


INDEX = "https://qdrant.example:6333"


@pytest.mark.parametrize(
    "url", ["ftp://a", "http://[::1", "127.0.0.1:6333", "https://a:b@c.example"]
)
async def test_a_bad_address_of_the_index_is_told_by_its_own_setting(
    tmp_path: Path, url: str
) -> None:
    office = Office(tmp_path)
    for index in (IndexSettings(qdrant_url=url), IndexSettings(embedder_url=url)):
        office.consenting.configure(replace(office.settings, index=index), [tmp_path])
        said = await office.consenting.may_reach(url)
        assert said is not None and said.key == "index.no_address"
        setting = "qdrant_url" if index.qdrant_url else "embedder_url"
        assert said.values["setting"] == f"index.{setting}"
        assert "a:b" not in str(said.values["url"])


async def test_nobody_is_asked_about_an_embedder_that_text_may_not_be_sent_to(
    tmp_path: Path,
) -> None:
    office, person, url = Office(tmp_path), Person(), "http://192.0.2.2:8080/v1"
    office.consenting.ask_by(person.ask)
    person.says(Word.YES)
    index = IndexSettings(embedder="openai", embedder_url=url)
    office.consenting.configure(replace(office.settings, index=index), [tmp_path])
    said = await office.consenting.may_reach(url)
    assert said is not None and said.key == "index.embedder_unencrypted"
    assert person.questions == [] and office.consents.words == {}


@pytest.mark.parametrize("word", [Word.YES, Word.NO, None])
async def test_a_server_of_the_index_is_asked_about_in_words_of_its_own(
    tmp_path: Path, word: Word | None
) -> None:
    office, person = Office(tmp_path), Person()
    office.consenting.ask_by(person.ask)
    person.choice.set_result({Word.YES: 0, Word.NO: 1, None: None}[word])
    said = await office.consenting.may_reach(INDEX)
    assert [each.key for each in person.questions] == ["index.question"]
    assert [each.key for each in person.answers] == ["sending.answer_yes", "sending.answer_no"]
    expected = {Word.YES: None, Word.NO: "index.refused", None: "index.unasked"}[word]
    assert (None if said is None else said.key) == expected
    assert office.consents.words == ({(tmp_path.as_posix(), INDEX): word} if word else {})
