"""Whether an index that was just opened finds what its journal claims: a page that a loss of power has emptied
is read without any complaint, and its chunks are found by nothing."""

from collections.abc import Iterator

from sansfil.core.ranking import SparseVector, document_vector
from sansfil.features.indexing.edition import Edition
from sansfil.ports.index import IndexedFile, Where

# Each takes a millisecond at most. Vectors lie in the order in which files were written, some 20,000 a page.
MOST_TRIED = 8


def finds_its_files(edition: Edition) -> bool:
    """Whether each of some files is found by the words of its own path; for an index whose words are made as
    they are now. Raises StoreError."""
    return all(
        edition.store.by_words(words, 1, Where(path=file.path))
        for file in _tried(edition)
        if (words := _words_of(file)).indices
    )


def _tried(edition: Edition) -> Iterator[IndexedFile]:
    """The first, the last and some between, nearly as they were written: what was changed last came first."""
    files = [file for file in edition.files.values() if file.chunks and file.blob]
    files.sort(key=lambda file: (file.modified_ns, file.path))
    most = min(MOST_TRIED, len(files))
    for number in range(most):
        yield files[number * (len(files) - 1) // max(1, most - 1)]


def _words_of(file: IndexedFile) -> SparseVector:
    """What all chunks of the file have in common."""
    return document_vector("", file.path)
