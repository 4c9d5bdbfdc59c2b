"""The programs that source files start, a line each: the file and the command.

    commands.py FILE ...

Of Rust, Python and JavaScript these are the names that are written where a process is started;
of shell scripts and makefiles, the words where the shell looks for a command. Paths and variables
are the project's own programs, and left out."""
import ast
import re
import sys
from pathlib import Path

NAME = re.compile(r"[a-z][a-z0-9_.+-]*")
WORDS_OF_THE_SHELL = set(
    "alias break case cd command complete continue declare do done elif else esac eval exec exit export false fi for function if in "
    "local printf echo read readonly return set shift source test then time trap true type ulimit umask unset wait while until".split()
)
# What may stand before a command.
BEFORE = {"do", "then", "else", "elif", "if", "while", "until", "!", "exec", "time", "command"}
STARTERS = {"run", "Popen", "check_output", "check_call", "call", "execv", "execvp", "which"}


def substituted(text):
    """A script's text without its `$(…)`, and what stood in those."""
    inner = []
    while (start := text.find("$(")) >= 0:
        depth, at = 1, start + 2
        while at < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        inner.append(text[start + 2:at - 1])
        text = text[:start] + "$X" + text[at:]
    return text, inner


def of_shell(text):
    text = re.sub(r"\\\n", " ", text)
    own = set(re.findall(r"(\w+)\(\) *{", text))
    # Comments, documents within the script, and words in quotation marks start nothing.
    text = re.sub(r"(?m)(^|\s)#.*$", "", text)
    text = re.sub(r"<<-?'?(\w+)'?([^\n]*)\n.*?\n\s*\1\n", r"\2\n", text, flags=re.DOTALL)
    text = re.sub(r"'[^']*'", "Q", text)
    text, inner = substituted(text)
    text = re.sub(r'"(?:[^"\\]|\\.)*"', "Q", text, flags=re.DOTALL)
    for part in re.split(r"\|\||&&|[|;&\n(){}]", text):
        words = part.split()
        while words and (words[0] in BEFORE or re.match(r"\w+\+?=", words[0])):
            words.pop(0)
        # A pattern of `case`, or the body of an array, is no command.
        if words and NAME.fullmatch(words[0]) and words[0] not in WORDS_OF_THE_SHELL | own:
            yield words[0]
            if words[0] == "xargs":
                yield from (word for word in words[1:] if NAME.fullmatch(word))
    for text in inner:
        yield from of_shell(text)


def of_makefile(text):
    text = re.sub(r"\\\n", " ", text)
    for called in re.findall(r"\$\(shell ([^)]*)\)", text):
        yield from of_shell(called)
    recipes = [line.lstrip("\t@-+") for line in text.splitlines() if line.startswith("\t")]
    # Variables of make are paths, or commands that whoever calls it names.
    for recipe in recipes:
        yield from of_shell(re.sub(r"\$\([^()]*(\([^()]*\)[^()]*)*\)", "$X", recipe).replace("$$", "$"))
    # The commands that variables name unless they are set.
    yield from re.findall(r"^[A-Z]+ \?= ([a-z][a-z0-9]*)$", text, re.MULTILINE)


def of_rust(text):
    yield from re.findall(r'(?:\bCommand::new|\brun|\bhave)\(\s*"([^"]+)"', text)
    for script in re.findall(r'"-c",\s*&?(?:format!\(\s*)?"((?:[^"\\]|\\.)*)"', text):
        yield from of_shell(re.sub(r"\{[^{}]*\}", "$X", script.replace('\\"', '"')))


def of_javascript(text):
    yield from re.findall(r'\b(?:execFile|spawn)(?:Sync)?\(\s*"([^"]+)"', text)


def of_python(text):
    tree = ast.parse(text)
    lists = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List) and node.value.elts:
            lists.update({target.id: node.value for target in node.targets if isinstance(target, ast.Name)})
    # A command that is put together before it is started.
    started = [lists["command"]] if "command" in lists else []
    yield from (command.elts[0].value for command in started if isinstance(command.elts[0], ast.Constant))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called == "map" and getattr(node.args[0], "attr", "") == "which":
            yield from (name.value for name in node.args[1].elts)
        if called not in STARTERS:
            continue
        for argument in [lists.get(arg.id) if isinstance(arg, ast.Name) else arg for arg in node.args]:
            first = argument.elts[0] if isinstance(argument, ast.List) and argument.elts else argument
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Path(first.value).name


READERS = {".rs": of_rust, ".py": of_python, ".cjs": of_javascript, ".mjs": of_javascript}
for path in map(Path, sys.argv[1:]):
    reader = of_makefile if path.name == "Makefile" else READERS.get(path.suffix, of_shell)
    for command in sorted({name for name in reader(path.read_text()) if NAME.fullmatch(name)}):
        print(path, command)
