"""What goes to the clipboard."""

import subprocess
import sys

COPY_AND_END = """
from PySide6.QtWidgets import QApplication
from inspector.ui.copying import copy_text
app = QApplication([])
copy_text("ä" * 2_000_000, app)
assert app.clipboard().text() == "ä" * 2_000_000
"""


def test_a_program_with_a_long_text_in_the_clipboard_ends_in_order() -> None:
    ended = subprocess.run([sys.executable, "-c", COPY_AND_END], check=False, capture_output=True, timeout=60)
    assert ended.returncode == 0, ended.stderr.decode()
