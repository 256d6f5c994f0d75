"""How a generation comes into the books, whichever way it ends.

Sources: OpenRouter's documentation, "Streaming" (which providers stop when the client hangs up) and "Zero
completion insurance".
"""

from dataclasses import dataclass, replace

from tests.openrouter_sim.answering import Answer
from tests.openrouter_sim.books import Books, Counted, Generation
from tests.openrouter_sim.caching import tokens_of


@dataclass
class Bill:
    """Of one generation; `written` is what the model has written so far."""

    books: Books
    generation: Generation
    answer: Answer
    written: str = ""

    def whole(self, finish: str | None = None) -> None:
        """The answer came to its end."""
        thought = self.answer.reasoning_tokens
        counted = replace(self.generation.prompt, completion=self.answer.tokens, reasoning=thought)
        self.books.close(self.generation, counted, finish or self.answer.reason)

    def failed(self) -> None:
        self.books.close(self.generation, self._so_far(), "error")

    def cut(self) -> None:
        """The way to the client broke, which the provider did not notice before."""
        self.books.close(self.generation, self._so_far(), None)

    def abandoned(self) -> None:
        """The client hung up, unless all is booked: some providers stop there, the others go on to the end."""
        generation = self.generation
        if generation.is_closed:
            return
        generation.is_cancelled = True
        if generation.streamed and generation.model.stops_billing:
            self.books.close(generation, self._so_far(), None)
            return
        most = generation.max_tokens or self.answer.tokens
        self.books.close(generation, replace(generation.prompt, completion=most), "stop")

    def _so_far(self) -> Counted:
        return replace(self.generation.prompt, completion=tokens_of(self.written))
