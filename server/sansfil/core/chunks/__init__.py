"""Code in pieces that can be found: `chunked(text, language, tree) -> ChunkedFile`."""

from sansfil.core.chunks.chunk import ChunkedFile, CodeChunk, Symbol, SyntaxNode

__all__ = ["ChunkedFile", "CodeChunk", "Symbol", "SyntaxNode"]
