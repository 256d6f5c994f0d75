"""A typist: committed sessions, the editor that they are typed into, and what an editor sends."""
