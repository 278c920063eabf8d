"""The house held to its word: what ARCHITECTURE, STYLE and README promise, looked up in the files themselves."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from ocop.cli.commands import ocop as commands
from ocop.domain import refusals
from ocop.domain.refusals import OcopError
from ocop.web.access import ACCESS
from tests.conftest import running

ROOT = Path(__file__).resolve().parent.parent
#: Rooms whose code ships.
SHIPPED = ("ocop", "labels")
LONGEST_FUNCTION, LONGEST_MODULE = 40, 400
#: What a documented code looks like.
_CODE = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REFUSALS = {name for name, kind in vars(refusals).items() if isinstance(kind, type) and issubclass(kind, OcopError)}


@cache
def sources(*folders: str) -> list[tuple[str, ast.Module]]:
    """Return our own Python files with their trees, migrations apart."""
    paths = [path.relative_to(ROOT) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    names = [path.as_posix() for path in paths if path.parts[:2] != ("ocop", "migrations")]
    return [(name, ast.parse((ROOT / name).read_text(encoding="utf-8"), name)) for name in names]


def texts(*patterns: str) -> Iterator[tuple[str, str]]:
    """Yield files by glob patterns from the root, with their text."""
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines from its name to its end; what its docstring says does not count."""
    first = function.body[0]
    words = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        words = (first.end_lineno or 0) - first.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - words


# -- how it is built


def test_every_arrow_points_down() -> None:
    program = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_no_function_is_over_forty_lines() -> None:
    long = [
        f"{name}:{function.lineno} {function.name} {length(function)}"
        for name, tree in sources(*SHIPPED, "tests", "benchmarks")
        for function in functions(tree)
        if length(function) > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_module_that_ships_is_over_four_hundred_lines() -> None:
    lines = {name: text.count("\n") for name, text in texts(*(f"{folder}/**/*.py" for folder in SHIPPED))}

    assert {
        name: count for name, count in lines.items() if count > LONGEST_MODULE and "/migrations/" not in name
    } == {}


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in sources(*SHIPPED, "tests", "benchmarks")
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_nothing_is_imported_for_type_checkers_alone() -> None:
    assert [name for name, text in texts("ocop/**/*.py", "labels/**/*.py") if "TYPE_CHECKING" in text] == []


def test_no_test_mocks_our_own_code() -> None:
    fakes = re.compile(r"unittest\.mock|\bMagicMock\b|\bmocker\b|\.setattr\(\s*[\"']?(ocop|labels)\b")

    found = [name for name, text in texts("tests/**/*.py") if name != "tests/test_house.py" and fakes.search(text)]

    assert found == []


def test_test_folders_are_no_packages() -> None:
    assert [name for name, _ in texts("tests/**/__init__.py")] == []


# -- what is documented


def endpoints(app) -> set[str]:
    """Return `METHOD endpoint` of every route, HEAD and OPTIONS apart."""
    return {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_stands_in_the_access_table(app) -> None:
    assert endpoints(app) - set(ACCESS) == set()


def test_the_access_table_names_no_route_that_is_gone(app) -> None:
    assert set(ACCESS) - endpoints(app) == set()


def test_every_api_route_is_documented(app, client) -> None:
    document = client.get("/api/openapi.json").json
    documented = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    served = {
        (method, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert served - documented == set()


def codes_raised() -> set[str]:
    """Return every code that a refusal of ours, or of the press, is made with."""
    found = set()
    for _, tree in sources(*SHIPPED):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0]
            is_refusal = node.func.id in _REFUSALS | {"LabelError"}
            if is_refusal and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def codes_written() -> set[str]:
    """Return every string of shipped code that could be a code."""
    return {
        node.value
        for _, tree in sources(*SHIPPED)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEBAB.fullmatch(node.value)
    }


def codes_documented() -> list[str]:
    return _CODE.findall((ROOT / "docs/errors.md").read_text(encoding="utf-8"))


def test_every_refusal_is_documented() -> None:
    assert codes_raised() - set(codes_documented()) == set()


def test_no_documented_refusal_is_made_up() -> None:
    assert len(codes_documented()) == len(set(codes_documented()))
    assert set(codes_documented()) - codes_written() == set()


def test_every_code_is_kebab_case() -> None:
    assert [code for code in codes_raised() if not _KEBAB.fullmatch(code)] == []


def test_every_setting_is_in_the_readme() -> None:
    config = (ROOT / "ocop/config.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", config)) | set(
        re.findall(r"_secret\(env, \"([A-Z_]+)\"", config)
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "PUBLIC_BASE_URL" in read
    assert {name for name in read if f"OCOP_{name}" not in readme} == set()


def all_commands(command: click.Command, path: str = "ocop") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from all_commands(inner, f"{path} {name}")


def test_every_command_says_what_it_does() -> None:
    silent = [path for path, command in all_commands(commands) if not (command.help or "").strip()]

    assert silent == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    leaves = [path for path, command in all_commands(commands) if not isinstance(command, click.Group)]

    assert [path for path in leaves if path not in readme and path != "ocop run"] == []


# -- what is in the box


@pytest.mark.parametrize("package", ["flask", "flask_sqlalchemy", "qrcode", "barcode", "reportlab", "marshmallow"])
def test_each_package_of_the_card_is_called_by_shipped_code(package: str) -> None:
    assert [name for name, tree in sources(*SHIPPED) if calls(tree, package)]


def calls(tree: ast.Module, package: str) -> bool:
    """Tell whether a module imports something of a package and uses it in a call or as a base."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                (one.asname or one.name).split(".")[0] for one in node.names if one.name.split(".")[0] == package
            }
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            names |= {one.asname or one.name for one in node.names}
    used = {root_of(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    used |= {root_of(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
    return bool(names & used)


def root_of(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


#: Everything that a commit holds as text.
_TRACKED = ("*.*", ".ci/*", ".gitignore", "Makefile", "ocop/**/*", "labels/**/*", "templates/**/*", "tests/**/*",
            "seed_data/**/*", "docs/**/*", "benchmarks/**/*")  # fmt: skip
#: A line so long that no hand wrote it, in characters.
_DENSE = 2000
_BINARY = (".png", ".jpg", ".jpeg", ".webp", ".pdf", ".ico", ".woff2", ".ttf", ".pyc")


def tracked() -> Iterator[tuple[str, str]]:
    for pattern in _TRACKED:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix not in _BINARY:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    homes = re.compile(r"(?<![\w.])/(?:work|home/\w+|root|Users/\w+)/\w")

    assert [name for name, text in tracked() if homes.search(text)] == []


def test_no_third_party_minified_file_is_kept() -> None:
    named = [name for name, _ in tracked() if ".min." in name]
    ours = texts("ocop/static/**/*.js", "ocop/static/**/*.css")
    dense = [name for name, text in ours if max(map(len, text.splitlines()), default=0) > _DENSE]

    assert named + dense == []


def test_templates_hold_no_inline_style_or_script() -> None:
    # JSON-LD is a block of data: no browser runs it, and the policy lets it stand.
    inline = re.compile(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:"
        r"|<script(?![^>]*\bsrc=|\stype=\"application/ld\+json\">)",
        re.IGNORECASE,
    )

    # The one style that a page brings along is named by its hash in the policy (tests/web/test_styles.py).
    named = "{% block style %}<style>{{ style }}</style>{% endblock %}"
    found = {name: inline.search(text.replace(named, "", 1)) for name, text in texts("templates/**/*")}

    assert {name: match for name, match in found.items() if match} == {}
    assert [name for name, text in texts("templates/**/*") if named in text] == ["templates/public/code_shell.html"]


def test_templates_name_no_other_host() -> None:
    asks = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)

    # Where a person goes by her own tap, to share a page; nothing is fetched from there.
    led_to = ("https://creativecommons", 'href="https://zalo.me/share', 'href="https://www.facebook.com/sharer')

    def own(text: str) -> str:
        for one in led_to:
            text = text.replace(one, "")
        return text

    loads = [name for name, text in texts("templates/**/*") if asks.search(own(text))]

    assert loads == []


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it outside the checkout."""
    made, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source") / "checkout"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "dist", "build"
    )
    shutil.copytree(ROOT, source, ignore=ignored)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "site")
    return made / "site"


@pytest.mark.parametrize(
    "carried",
    [
        "labels/__init__.py",
        "ocop/templates/base.html",
        "ocop/static/ocop.css",
        "ocop/migrations/env.py",
        "ocop/migrations/registry/0001_first_tables.py",
        "ocop/migrations/scans/0001_first_tables.py",
        "ocop/seed_data/units.csv",
        "ocop/seed_data/tra_vinh_2025/products.csv",
    ],
)
def test_the_wheel_carries(carried: str, unpacked: Path) -> None:
    assert (unpacked / carried).is_file()


def test_the_wheel_lays_no_generic_name_among_packages(unpacked: Path) -> None:
    tops = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}

    assert tops == set(SHIPPED)


def test_the_wheel_runs_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    words = (
        "import sys, json, pathlib, ocop.config; sys.argv = ['ocop', *sys.argv[1:]]; "
        "assert pathlib.Path(ocop.config.__file__).is_relative_to(pathlib.Path(sys.path[1]).resolve()); "
        "from ocop.app import main; main()"
    )
    environment = {"PATH": "", "OCOP_DATA_DIR": str(tmp_path / "var"), "LANG": "C.UTF-8", "PYTHONPATH": str(unpacked)}

    def ocop(*arguments: str) -> str:
        command = [sys.executable, "-c", words, *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=180, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Sổ đăng ký" in ocop("--help")
    ocop("init", "--sample", "tra-vinh")
    assert '"total": 393' in ocop("stats", "--as-of", "2025-01-10", "--json")


def test_what_the_checkout_holds_goes_before_the_package(settings) -> None:
    with running(settings) as app:
        assert Path(app.template_folder) == ROOT / "templates"
