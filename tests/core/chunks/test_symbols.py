"""What each language defines, by its real grammar."""

import pytest

from sansfil.core.chunks import language_of
from sansfil.core.ngram.redaction import looks_secret
from tests.core.chunks.trees import cut

DART = """\
/// Doc.
@immutable
class Bed extends Plot {
  const Bed(this.x, {super.key});
  Bed.named(int a) : x = a;
  factory Bed.from(Map m) => Bed(1);
  static const String kName = 'a', other = 'b';
  int get size => 1;
  Widget build(BuildContext context) {
    return Text('x');
  }
}
mixin Wet on Bed { void soak() {} }
extension Dry on String { int sun() => 1; }
extension on Bed { int shade() => 1; }
enum Color { red; int hue() => 1; }
typedef F = void Function(int);
typedef int G(int a);
void main() async {
  print(1);
}
final x = 3;
"""
PYTHON = """\
K = 1
type T = int
@dec
class Bed(Plot):
    f: int = 1
    @property
    def size(self):
        def inner(): ...
        return 1
if TYPE_CHECKING:
    def cond(): ...
async def top(): ...
"""
TYPESCRIPT = """\
export abstract class Bed<T> extends Plot { private x = 1; async water(): Promise<void> {} grow = () => 1 }
export interface Wet { a: string; soak(): void }
export type Dry = { a: string }
export enum Color { Red, Blue = 2 }
export const f = () => {}, g = 1
namespace N { export const k = 1 }
exports.h = function () {}
let { p, q } = f
"""
GO = """\
package bed
const (
	A = 1
	B = 2
)
var x, y int = 1, 2
type Bed struct {
	Size, Depth string
}
type Wet interface {
	Soak(a int) error
}
type M map[string]int
func (b *Bed[T]) Water() {}
func Grow[T any](a T) {}
"""
RUST = """\
/// Doc.
#[derive(Debug)]
pub struct Bed<T> { size: T }
enum Color { Red, Blue(i32) }
impl<T> Wet for Bed<T> { fn water(&self) {} }
trait Wet { fn soak(&self); }
mod inner { pub fn z() {} }
const K: i32 = 1;
type T = i32;
macro_rules! mm { () => {} }
"""
JAVA = """\
package a;
@Foo
public class Bed<T> {
  private static final int K = 1, L = 2;
  public Bed() {}
  @Override public int size(int a) { return 1; }
  enum Color { RED }
}
record R(int a) {}
"""
KOTLIN = """\
class Bed(val x: Int) : Plot() {
  val y = 1
  companion object {
    fun make() = 1
  }
}
object Shed {
  fun open() {}
}
typealias T = Int
fun String.ext(): Int = 1
"""
SWIFT = """\
class Bed: Plot {
  var x = 1
  init(a: Int) {}
  func water(a: Int) -> Int { return a }
}
protocol Wet { func soak()
 var z: Int { get } }
extension Bed: Wet { func ext() {} }
typealias T = Int
let k = 1
"""
CPP = """\
#define LIMIT 1
namespace garden {
template <class T> class Bed : public Plot { public: Bed(); int size(int a) const { return 1; } int k; };
enum class Color { Red };
int Bed::water(int a) { return 1; }
int *ptr(void) { return 0; }
}
typedef struct { int q; } Td;
struct stat used;
"""
CSHARP = """\
namespace A.B {
 [Attr] public class Bed<T> { private int f = 1; public int Size { get; set; } public Bed() {}
  public async Task<int> Water(int a) { return 1; } }
 record R(int A);
}
"""
RUBY = """\
module A
  class Bed < Plot
    K = 1
    def water(a) = 1
    def self.make; end
  end
end
def top; end
"""
PHP = """\
<?php
namespace A\\B;
class Bed extends Plot { const K = 1; private int $p = 1; public function water($a) { return 1; } }
function top() {}
"""
C = """\
#ifndef BED_H
struct bed { int size; };
static const int limit = 1;
void water(struct bed *bed, int litres);
#endif
"""
MARKDOWN = """\
# Garden
text
## Beds
more
### Deep
"""


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "dart",
            DART,
            "class Bed, method Bed.Bed, method Bed.named, method Bed.from, field Bed.kName, "
            "field Bed.other, method Bed.size, method Bed.build, class Wet, method Wet.soak, class Dry, "
            "method Dry.sun, method Bed.shade, class Color, field Color.red, method Color.hue, type F, "
            "type G, function main, constant x",
        ),
        (
            "python",
            PYTHON,
            "constant K, type T, class Bed, field Bed.f, method Bed.size, function cond, function top",
        ),
        (
            "typescript",
            TYPESCRIPT,
            "class Bed, field Bed.x, method Bed.water, method Bed.grow, class Wet, field Wet.a, "
            "method Wet.soak, type Dry, class Color, field Color.Red, field Color.Blue, function f, "
            "constant g, module N, constant N.k, function h",
        ),
        (
            "go",
            GO,
            "constant A, constant B, constant x, constant y, class Bed, field Bed.Size, field Bed.Depth, "
            "class Wet, method Wet.Soak, type M, method Bed.Water, function Grow",
        ),
        (
            "rust",
            RUST,
            "class Bed, field Bed.size, class Color, field Color.Red, field Color.Blue, "
            "method Bed.water, class Wet, method Wet.soak, module inner, function inner.z, constant K, "
            "type T, function mm",
        ),
        (
            "java",
            JAVA,
            "class Bed, field Bed.K, field Bed.L, method Bed.Bed, method Bed.size, class Bed.Color, "
            "field Bed.Color.RED, class R",
        ),
        (
            "kotlin",
            KOTLIN,
            "class Bed, field Bed.y, method Bed.make, class Shed, method Shed.open, type T, function ext",
        ),
        (
            "swift",
            SWIFT,
            "class Bed, field Bed.x, method Bed.init, method Bed.water, class Wet, method Wet.soak, "
            "field Wet.z, method Bed.ext, type T, constant k",
        ),
        (
            "cpp",
            CPP,
            "constant LIMIT, module garden, class garden.Bed, method garden.Bed.Bed, "
            "method garden.Bed.size, field garden.Bed.k, class garden.Color, field garden.Color.Red, "
            "method garden.Bed.water, function garden.ptr, type Td, constant used",
        ),
        (
            "c",
            C,
            "class bed, field bed.size, constant limit, function water",
        ),
        (
            "csharp",
            CSHARP,
            "module A.B, class A.B.Bed, field A.B.Bed.f, field A.B.Bed.Size, method A.B.Bed.Bed, "
            "method A.B.Bed.Water, class A.B.R",
        ),
        (
            "ruby",
            RUBY,
            "module A, class A.Bed, field A.Bed.K, method A.Bed.water, method A.Bed.make, function top",
        ),
        (
            "php",
            PHP,
            "class Bed, field Bed.K, field Bed.p, method Bed.water, function top",
        ),
        ("shellscript", "X=1\nf() { echo; }\nfunction g { echo; }\n", "function f, function g"),
        ("markdown", MARKDOWN, "heading Garden, heading Garden.Beds, heading Garden.Beds.Deep"),
        ("toml", "[a]\nb = 1\n", ""),
        ("yaml", "a:\n  b: 1\n", ""),
        ("json", '{"a": 1}\n', ""),
    ],
)
def test_definitions_are_found_with_their_parents(language: str, text: str, expected: str) -> None:
    found = cut(language, text).symbols
    assert ", ".join(f"{symbol.kind} {symbol.path}" for symbol in found) == expected


def test_a_symbol_spans_its_lines_and_shows_how_it_begins() -> None:
    spans = {symbol.name: symbol for symbol in cut("dart", DART).symbols}
    build = spans["build"]
    assert (build.first_line, build.end_line) == (8, 11)
    assert build.signature == "Widget build(BuildContext context)"
    assert spans["Wet"].signature == "mixin Wet on Bed"
    assert (spans["main"].first_line, spans["main"].end_line) == (18, 21)


def test_a_signature_of_several_lines_is_shown_on_one() -> None:
    text = "def water(\n    bed: Bed,\n    litres: float = 1.0,\n) -> None:\n    pour()\n"
    (symbol,) = cut("python", text).symbols
    assert symbol.signature == "def water( bed: Bed, litres: float = 1.0, ) -> None"


def test_names_that_are_not_ascii_are_read_whole() -> None:
    found = cut("python", '"""é漢"""\ndef größe(): ...\nclass Été: ...\n').symbols
    assert [(symbol.name, symbol.first_line) for symbol in found] == [("größe", 1), ("Été", 2)]


def test_definitions_within_what_cannot_be_read_are_found() -> None:
    found = cut("typescript", "export class Bed {\n  water() {}\n  if (\n").symbols
    assert "water" in [symbol.name for symbol in found]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("lib/main.dart", "dart"),
        ("a/B.TSX", "typescriptreact"),
        ("src/x.jsx", "javascriptreact"),
        ("include/bed.h", "cpp"),
        ("a.b/Dockerfile", "dockerfile"),
        ("ios/Podfile", "ruby"),
        ("tsconfig.json", "jsonc"),
        ("style.scss", "scss"),
        ("run", ""),
        ("a.dart/notes", ""),
        (".gitignore", ""),
    ],
)
def test_a_language_is_known_by_the_name_of_the_file(path: str, language: str) -> None:
    assert language_of(path) == language


def test_no_secret_stands_in_a_symbol() -> None:
    token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    code = f'TOKEN = "{token}"\nDB_PASSWORD = "hunter22"\ndef log_in(key="{token}"): ...\n'
    symbols = cut("python", code).symbols
    assert [symbol.name for symbol in symbols] == ["TOKEN", "DB_PASSWORD", "log_in"]
    assert symbols[1].signature == 'DB_PASSWORD = "…"'
    (heading,) = cut("markdown", f"# Token {token}\n\nText.\n").symbols
    assert heading.name == "Token …"
    assert not any(looks_secret(symbol.signature) for symbol in (*symbols, heading))
