"""What somebody at a terminal sees of a command, as JSON: every line that stood on the
screen at some time, the screen at the end, and the marks of colour and movement that were
sent. pyte is the terminal. The first argument is what the environment has, as JSON; the
rest is the command."""
import json
import os
import pty
import re
import sys
import termios

import pyte

variables, command = json.loads(sys.argv[1]), sys.argv[2:]
try:
    for end in os.openpty():
        os.close(end)
except OSError:
    # In a container without a file system of terminals: one of its own, which goes with this process.
    mount = 'mount --make-rprivate /dev && mount -t devpts -o newinstance,ptmxmode=0666 devpts /dev/pts && exec "$@"'
    if "OWN_TERMINALS" not in os.environ:
        os.environ["OWN_TERMINALS"] = "1"
        own = ["unshare", "--mount", "--propagation", "unchanged", "sh", "-c", mount, "sh"]
        os.execvp("unshare", [*own, sys.executable, *sys.argv])
    raise
screen = pyte.Screen(100, 60)
stream = pyte.ByteStream(screen)
child, terminal = pty.fork()
if child == 0:
    termios.tcsetwinsize(0, (screen.lines, screen.columns))
    os.environ.update(variables)
    os.execv(command[0], command)
sent, seen = b"", {}
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed.
        break
    if not some:
        break
    sent += some
    # A line that is drawn and taken away between two readings was on the screen all the same.
    for part in re.split(rb"(?=[\r\x1b])", some):
        stream.feed(part)
        seen.update((line.rstrip(), None) for line in screen.display if line.strip())
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
json.dump({
    "status": status,
    "seen": list(seen),
    "end": [line.rstrip() for line in screen.display if line.strip()],
    "cursor": screen.cursor.x,
    "hidden": screen.cursor.hidden,
    "colours": len(re.findall(rb"\x1b\[[0-9;]*m", sent)),
    "escapes": sent.count(b"\x1b"),
    "returns": len(re.findall(rb"\r(?!\r*\n)", sent)),
}, sys.stdout)
