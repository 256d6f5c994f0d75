"""Which language a file is in, by its name: ids as VS Code gives them."""

from collections.abc import Mapping

# By the ending of the name, lower case.
_ENDINGS = {
    "python": "py pyi pyw pyx",
    "dart": "dart",
    "typescript": "ts mts cts",
    "typescriptreact": "tsx",
    "javascript": "js mjs cjs es6",
    "javascriptreact": "jsx",
    "go": "go",
    "rust": "rs",
    "java": "java",
    "kotlin": "kt kts",
    "swift": "swift",
    "c": "c",
    "cpp": "cpp cc cxx c++ cppm ixx hpp hh hxx h h++ inl ipp tpp ino",
    "csharp": "cs csx",
    "ruby": "rb rake gemspec podspec ru",
    "php": "php php4 php5 phtml",
    "html": "html htm xhtml shtml",
    "css": "css",
    "yaml": "yaml yml cff",
    "toml": "toml",
    "json": "json geojson webmanifest arb ipynb",
    "jsonc": "jsonc code-workspace",
    "json5": "json5",
    "shellscript": "sh bash zsh ksh bats",
    "markdown": "md markdown mkd mdown",
    "mdx": "mdx",
    "scss": "scss",
    "sass": "sass",
    "less": "less",
    "stylus": "styl",
    "vue": "vue",
    "svelte": "svelte",
    "astro": "astro",
    "handlebars": "hbs handlebars",
    "jinja": "j2 jinja jinja2",
    "xml": "xml xsd xsl xslt plist storyboard xib csproj fsproj vbproj props targets svg",
    "sql": "sql",
    "lua": "lua",
    "perl": "pl pm",
    "r": "r",
    "julia": "jl",
    "scala": "scala sc",
    "groovy": "groovy gradle",
    "clojure": "clj cljs cljc edn",
    "elixir": "ex exs",
    "erlang": "erl hrl",
    "haskell": "hs",
    "ocaml": "ml mli",
    "fsharp": "fs fsi fsx",
    "vb": "vb",
    "objective-c": "m",
    "objective-cpp": "mm",
    "zig": "zig",
    "nim": "nim",
    "nix": "nix",
    "terraform": "tf tfvars hcl",
    "proto3": "proto",
    "graphql": "graphql gql",
    "cmake": "cmake",
    "makefile": "mk mak",
    "dockerfile": "dockerfile",
    "powershell": "ps1 psm1 psd1",
    "bat": "bat cmd",
    "fish": "fish",
    "ini": "ini cfg conf editorconfig",
    "properties": "properties",
    "restructuredtext": "rst",
    "latex": "tex",
    "glsl": "glsl vert frag comp",
    "cuda-cpp": "cu cuh",
}
# By the whole name, lower case.
_NAMES = {
    "dockerfile": "dockerfile containerfile",
    "makefile": "makefile gnumakefile",
    "cmake": "cmakelists.txt",
    "ruby": "gemfile rakefile podfile fastfile appfile vagrantfile brewfile guardfile",
    "shellscript": ".bashrc .bash_profile .profile .zshrc .envrc configure gradlew",
    "python": "sconstruct sconscript",
    "groovy": "jenkinsfile",
    "toml": "pipfile",
    "jsonc": "tsconfig.json jsconfig.json .eslintrc .babelrc",
    "ini": ".editorconfig .gitconfig",
}


def _by_word(table: Mapping[str, str]) -> Mapping[str, str]:
    return {word: language for language, words in table.items() for word in words.split()}


_BY_ENDING = _by_word(_ENDINGS)
_BY_NAME = _by_word(_NAMES)


def language_of(path: str) -> str:
    """The language id of the file at `path` (POSIX), empty where its name tells nothing."""
    name = path.rpartition("/")[2].lower()
    ending = name.rpartition(".")[2] if "." in name else ""
    return _BY_NAME.get(name) or _BY_ENDING.get(ending, "")
