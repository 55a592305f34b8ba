"""The release of Qt in use does not lose references to Python's constants.

PySide6 6.12.0 does on Python 3.10 and 3.11, and ends the process after some hundred emits; therefore in one of its own.
"""

import subprocess
import sys

EMITS = 20_000
PROGRAM = f"""
import sys
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    happened = Signal(object)

seen = {{True: 0, False: 0, None: 0}}
source = Source()
source.happened.connect(lambda value: seen.update({{value: seen[value] + 1}}))
before = [sys.getrefcount(value) for value in seen]
for value in (True, False, None):
    for _ in range({EMITS}):
        source.happened.emit(value)
after = [sys.getrefcount(value) for value in seen]
print(*seen.values(), *(now - then < -100 for then, now in zip(before, after)))
"""


def test_twenty_thousand_signals_with_constants_leave_the_process_alive() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(EMITS)] * 3 + ["False"] * 3
