"""The message log: every record of a capture, and the selected one beside it."""

import json
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector.traffic.capture import CaptureReader, Row
from inspector.traffic.conversation import conversation, filter_for
from inspector.traffic.crossing import carried, read_crossing
from inspector.traffic.filters.syntax import Everything
from inspector.traffic.stored_bytes import bytes_of
from inspector.ui.dialogs.export import Choice
from inspector.ui.log.filter_bar import FilterBar
from inspector.ui.log.filter_book import FilterBook
from inspector.ui.log.landmarks import LANDMARKS, speaks_of_marks
from inspector.ui.log.latency_box import LatencyBox
from inspector.ui.log.record_menu import RecordMenu
from inspector.ui.log.resending import RESENDABLE, resent
from inspector.ui.log.seeker import Seeker
from inspector.ui.log.selected import selected_numbers, text_of
from inspector.ui.log.table import RecordTable
from inspector.ui.log.time_strip import TimeStrip
from inspector.ui.models.mark_keeper import MarkKeeper
from inspector.ui.models.record_search import RecordSearch
from inspector.ui.models.record_times import TimeMode
from inspector.ui.models.records_model import METHOD, RecordsModel, is_waiting
from inspector.ui.theme import colours_for
from inspector.ui.widgets.find_bar import FindBar
from inspector.ui.widgets.message_strip import MessageStrip
from inspector.ui.widgets.plain_text import visible_text
from inspector.ui.widgets.record_detail import RecordDetail


class MessagesPanel(QWidget):
    """Shows a capture as it grows. Nothing is ever wiped from it. Raises `CaptureError` where it cannot be opened."""

    resend_wanted = Signal(bytes, str, str)  # the bytes, the headers that went with them over HTTP, the server
    said = Signal(str)  # a sentence for the status bar

    def __init__(self, path: Path, book: FilterBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = CaptureReader(path)
        self._search = RecordSearch(path, self)
        self._search.found.connect(self._take_found)
        self._marks = MarkKeeper(path, self)
        self._marks.kept.connect(self._take_marked)
        self._marks.refused.connect(self.said)
        self._closed = False
        self._searched = 0
        self._target = 0
        """Up to which record the search was asked to go."""
        self._filtering = False
        self.model = RecordsModel(self._reader, self)
        self.table = RecordTable(self.model, self)
        self.detail = RecordDetail(self)
        self.bar = FilterBar(book, self._reader.values, self.table.follower, self)
        self.filter_line = self.bar.line
        self.latencies = LatencyBox(path, self)
        self.time_strip = TimeStrip(path, self._reader, self.filter_line, book, self)
        self.find_bar = FindBar("Find in messages: text in any of the rows shown", self)
        self._seeker = Seeker(self._search, self.find_bar, lambda: self.bar.filter, self._selected, "record")
        self.stopped = MessageStrip(self)
        self._empty = QLabel("Nothing has crossed the wire yet. Connect to a server to see every byte here.", self)
        self._build()
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.detail.story.chosen.connect(self.show_record)
        self.detail.filter_wanted.connect(self.filter_line.set_filter)
        self.detail.note.kept.connect(self._keep_note)
        self.detail.note.left.connect(self.table.setFocus)
        self._book = book
        book.rules_changed.connect(self._take_rules)
        self._take_rules()
        self.grow(self._reader.count())

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._connect_bars()
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._empty, 1)
        column.addWidget(self.table, 1)
        column.addWidget(self.find_bar)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 5)
        self._splitter.setStretchFactor(1, 3)
        self._splitter.setSizes([900, 500])
        self._splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.stopped)
        top = QHBoxLayout()  # side by side, because a row of the log is worth more than a longer time line
        top.addWidget(self.bar, 3)
        top.addWidget(self.time_strip, 2)
        layout.addLayout(top)
        layout.addWidget(self._splitter, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.table.customContextMenuRequested.connect(self._open_menu)
        for keys, slot in (
            (QKeySequence.StandardKey.Copy, self.copy_message),
            (QKeySequence("M"), self.toggle_mark),
            (QKeySequence("N"), self.write_note),
        ):
            shortcut = QShortcut(keys, self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)

    def _connect_bars(self) -> None:
        self.bar.add_button(self.latencies.button)
        self.latencies.narrowing_wanted.connect(self.bar.narrow)
        self.bar.add_button(self.time_strip.button)
        self.time_strip.chosen.connect(self.show_record)
        self.bar.changed.connect(self._apply_filter)
        self.filter_line.left.connect(self.table.setFocus)
        self._seeker.reached.connect(self._show_sought)
        self._seeker.missed.connect(self.said)
        self.find_bar.left.connect(partial(self.detail.look_for, ""))
        self.find_bar.left.connect(self.table.setFocus)

    # -- growing and filtering ----------------------------------------------------------------------------------

    def _take_rules(self) -> None:
        self.model.set_rules(self._book.filters())

    def say_stopped(self, why: str) -> None:
        """Say that nothing more is recorded; that stays to be seen, because the log looks as if nothing happened."""
        helps = "What was recorded is kept. Free some space and start the program again to record what follows."
        self.stopped.say("triangle-alert", colours_for(self.palette()).error, visible_text(why, 600), help_text=helps)

    def look_for_more(self) -> None:
        """Show what somebody else has written since."""
        self.grow(self._reader.count())

    def grow(self, total: int) -> None:
        """Take the number of records there are now."""
        if self._closed:  # the last batch of a run is written after its window has closed
            return
        self.model.grow(total)
        self.time_strip.grow(total)
        if self._filtering and not self._is_searching:
            self._search_on()
        self._tell_count()
        self._follow_reply()
        self.table.follow()

    def _follow_reply(self) -> None:
        """Show the selected request again once its reply has come: status, latency and conversation are new."""
        shown, now = self.detail.row, self.current()
        if shown is not None and now is not None and is_waiting(shown) and not is_waiting(now) and now.seq == shown.seq:
            self._show_current()

    def _apply_filter(self) -> None:
        wanted = self.bar.filter
        self._filtering = not isinstance(wanted, Everything)
        self._search.stop()
        if not self._filtering:
            self.model.show_all()
        else:
            self.model.show_none()
            self._searched, self._target = 0, self.model.total
            self._search.start(wanted, self._target)
        self._tell_count()
        self._reselect()

    def export_choice(self) -> Choice:
        """Give what of the log can be saved."""
        model, selected = self.model, selected_numbers(self.table, self.model)
        return Choice(self._reader.path, model.total, self.bar.filter, model.rowCount(), selected)

    def _take_found(self, numbers: "array[int]", searched: int) -> None:
        self._searched = searched
        self.model.add_matches(numbers)
        if not self._is_searching:
            self._search_on()
        self._tell_count()
        self._reselect()

    def _reselect(self) -> None:
        """Select the record that is shown beside again, as soon as the filter lets it pass."""
        if self.detail.row is not None and self._selected() is None:
            self.table.select_again(self.model.row_of(self.detail.row.seq), METHOD)
        self.table.follow()

    @property
    def _is_searching(self) -> bool:
        """Whether slices are still to come of what was asked for."""
        return self._searched < self._target

    def _search_on(self) -> None:
        """Search what came since; once what was asked for before is through, or it would be found twice."""
        if self._target < self.model.total:
            first, self._target = self._target + 1, self.model.total
            self._search.go_on(first, self._target)

    def _tell_count(self) -> None:
        total, shown = self.model.total, self.model.rowCount()
        self.bar.show_count(shown, total, filtering=self._filtering)
        self.latencies.take(self.bar.filter, total)
        is_empty = shown == 0 and not (self._filtering and self._is_searching and not self._searched)
        self._empty.setVisible(is_empty)  # and not before the first look: the table would be laid out twice
        self.table.setVisible(not is_empty)
        if self._filtering and total:
            self._empty.setText("No record passes the filter.")

    def focus_filter(self) -> None:
        """Put the cursor into the filter line."""
        self.filter_line.setFocus()
        self.filter_line.selectAll()

    # -- the selected record ------------------------------------------------------------------------------------

    def show_record(self, seq: int) -> None:
        """Select a record and bring it into view; a filter that hides it is taken off."""
        row = self.model.row_of(seq)
        if row < 0 and self._filtering:
            self.bar.show_all()
            row = self.model.row_of(seq)
        if row < 0:
            return
        self.table.go_to_row(row, METHOD)

    def current(self) -> Row | None:
        """Give the selected record."""
        index = self.table.currentIndex()
        return self.model.record(index.row()) if index.isValid() else None

    def _selected(self) -> int | None:
        row = self.current()
        return None if row is None else row.seq

    def _show_current(self) -> None:
        row = self.current()
        if row is None:
            self.detail.clear()
        elif row != self.detail.row:  # what is selected again stays as it was looked at
            reader = self._reader
            story = partial(conversation, reader, row.exchange or row.seq)
            crossing = partial(read_crossing, reader, row)
            self.detail.show_record(row, bytes_of(reader, row), reader.findings(row.seq), story, crossing)

    def copy_message(self) -> None:
        """Copy the selected records as they crossed the wire."""
        numbers = selected_numbers(self.table, self.model)
        if numbers:
            QGuiApplication.clipboard().setText(text_of(self._reader, numbers))

    def edit_and_resend(self, row: Row | None = None) -> None:
        """Start a raw message from a record, or from the selected one."""
        row = row or self.current()
        if row is not None and row.kind in RESENDABLE:
            self.resend_wanted.emit(*resent(self._reader, row))

    def follow_conversation(self, row: Row | None = None) -> None:
        """Show all that belongs to a record or the selected one, and its story beside."""
        row = row or self.current()
        if row is not None and row.kind == "http-request":
            row = carried(self._reader, row) or row
        if row is None or row.exchange is None:
            self.said.emit("The selected record belongs to no request." if row else "No record is selected.")
            return
        self.filter_line.set_filter(filter_for(conversation(self._reader, row.exchange)))
        self.detail.tabs.setCurrentWidget(self.detail.story)

    def go_to_partner(self) -> None:
        """Go from a request to its reply, or from a reply to its request."""
        row = self.current()
        if row is None or row.exchange is None:
            return
        partner = self._reader.reply_to(row.seq) if row.exchange == row.seq else row.exchange
        if partner is not None:
            self.show_record(partner)

    def _show_sought(self, seq: int) -> None:
        self.show_record(seq)
        if self.find_bar.text:
            self.detail.look_for(self.find_bar.text)

    @property
    def has_focus(self) -> bool:
        """Whether the user is in the log or in the record beside it."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def find_text(self) -> None:
        """Let the user look for a text: in the selected record where he is reading it, else in all of them."""
        if self.detail.has_focus:
            self.detail.find_text()
        elif self.find_bar.text:
            self._seeker.find_next(backwards=False)
        else:
            self.find_bar.begin()

    def commands(self) -> dict[str, Callable[[], None]]:
        """Give what can be done here, by the ids of the commands."""
        found: dict[str, Callable[[], None]] = {
            "messages.find": self.find_text,
            "messages.mark": self.toggle_mark,
            "messages.time-line": self.time_strip.button.toggle,
            "messages.latencies": self.latencies.open,
            "messages.note": self.write_note,
            "messages.partner": self.go_to_partner,
            "messages.conversation": self.follow_conversation,
            "messages.resend": self.edit_and_resend,
        }
        for name, what in LANDMARKS.items():
            found[f"messages.next-{name}"] = partial(self._seeker.go, name, what)
            found[f"messages.previous-{name}"] = partial(self._seeker.go, name, what, backwards=True)
        for mode in TimeMode:
            found[f"messages.time-{mode}"] = partial(self.table.header.count_from, mode)
        return found

    # -- marks --------------------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the selected record, or take its mark away."""
        row = self.current()
        if row is not None:
            self._marks.toggle_mark(row.seq)

    def write_note(self) -> None:
        """Let the user write a note on the selected record."""
        if self.detail.row is not None:
            self.detail.note.begin()

    def _keep_note(self, text: str) -> None:
        if self.detail.row is not None:
            self._marks.keep_note(self.detail.row.seq, text)

    def _take_marked(self, seq: int) -> None:
        """Show what was said of a record, and what passes the filter now."""
        if self._closed:
            return
        self._reader.look_again()
        self._search.look_again()
        self.model.refresh(seq)
        if self.detail.row is not None and self.detail.row.seq == seq:
            self.detail.show_annotations(self._reader.rows(seq, seq)[0])
        if speaks_of_marks(self.bar.filter):
            self._apply_filter()

    # -- what can be done with a record -------------------------------------------------------------------------

    def _open_menu(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        row = self.model.record(index.row()) if index.isValid() else self.current()
        if row is None:
            return
        cell = self.model.text(row, index.column(), index.row()) if index.isValid() else ""
        menu = RecordMenu(row, index.column(), cell, self._reader, self)
        menu.filter_wanted.connect(self.filter_line.set_filter)
        menu.narrowing_wanted.connect(self.bar.narrow)
        menu.conversation_wanted.connect(partial(self.follow_conversation, row))
        menu.resend_wanted.connect(partial(self.edit_and_resend, row))
        menu.partner_wanted.connect(self.go_to_partner)
        menu.mark_wanted.connect(partial(self._marks.toggle_mark, row.seq))
        menu.note_wanted.connect(partial(self._note_on, row.seq))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _note_on(self, seq: int) -> None:
        self.show_record(seq)
        self.write_note()

    # -- keeping ------------------------------------------------------------------------------------------------

    def save_state(self) -> bytes:
        """Give columns and switches as bytes to keep."""
        return json.dumps({**self.bar.kept(), "table": self.table.header.kept().decode()}).encode()

    def restore_state(self, state: bytes) -> None:
        """Take back what `save_state` gave; what is not readable is passed over."""
        try:
            kept: Any = json.loads(state)
            self.table.header.take_back(kept["table"].encode())
            self.bar.take_back(kept)
        except (ValueError, KeyError, TypeError, AttributeError):
            return

    def close_capture(self) -> None:
        """Let go of the capture's file."""
        self._closed = True
        self.detail.note.keep()
        self._search.close()
        self.time_strip.close_capture()
        self.latencies.close_capture()
        self.model.let_go()
        self._marks.close()
        self._reader.close()
