package dev.keyrelay.cli.tui;

import dev.tamboui.tui.event.KeyEvent;
import java.util.List;
import java.util.Optional;

/** The keys of a sheet. */
final class SheetDesk {

  private SheetDesk() {}

  static State key(State state, Sheet sheet, KeyEvent key) {
    return sheet
        .typing()
        .map(text -> typing(state, sheet, text, key))
        .orElseGet(() -> choosing(state, sheet, key));
  }

  private static State typing(State state, Sheet sheet, Typed text, KeyEvent key) {
    return switch (key.code()) {
      case ESCAPE -> state.withDialog(withoutEmpty(sheet));
      case ENTER -> state.withDialog(accepted(sheet, text.text().strip()));
      case TAB -> state.withDialog(completed(state, sheet, text));
      default -> state.withDialog(sheet.withTyping(text.key(key)).withHint(""));
    };
  }

  /** The sheet as it was before the typing. */
  private static Sheet withoutEmpty(Sheet sheet) {
    boolean empty = sheet.rows().get(sheet.row()).stream().allMatch(String::isEmpty);
    return empty ? sheet.withoutRow() : sheet.at(sheet.row(), sheet.column());
  }

  private static Sheet accepted(Sheet sheet, String text) {
    return refusal(sheet, text).map(sheet::withHint).orElseGet(() -> sheet.withCell(text));
  }

  private static Optional<String> refusal(Sheet sheet, String text) {
    if (sheet.column() == 0) {
      for (int i = 0; i < sheet.rows().size(); i++) {
        if (i != sheet.row() && sheet.rows().get(i).getFirst().equals(text)) {
          return Optional.of("Row " + (i + 1) + " is " + text + " already");
        }
      }
    }
    return sheet.kind().refusal(sheet.column(), text);
  }

  private static Sheet completed(State state, Sheet sheet, Typed text) {
    int comma = text.text().lastIndexOf(',') + 1;
    String head = text.text().substring(0, comma);
    String tail = text.text().substring(comma).strip();
    List<String> all =
        sheet.kind() == SheetKind.DEFINITIONS
            ? List.of()
            : new Known(state).completions(tail, false);
    String end = Known.common(tail, all);
    return sheet
        .withTyping(Typed.of(head + (head.isEmpty() ? "" : " ") + end))
        .withHint(all.size() < 2 ? "" : String.join("  ", all));
  }

  private static State choosing(State state, Sheet sheet, KeyEvent key) {
    return switch (key.code()) {
      case ESCAPE -> state.withoutDialog();
      case UP -> state.withDialog(sheet.at(sheet.row() - 1, sheet.column()));
      case DOWN -> state.withDialog(sheet.at(sheet.row() + 1, sheet.column()));
      case LEFT -> state.withDialog(sheet.at(sheet.row(), sheet.column() - 1));
      case RIGHT, TAB -> state.withDialog(sheet.at(sheet.row(), sheet.column() + 1));
      case ENTER ->
          state.withDialog(
              sheet.rows().isEmpty()
                  ? sheet.withNewRow()
                  : sheet.withTyping(Typed.of(sheet.cell())));
      case CHAR -> character(state, sheet, key.character());
      default -> state;
    };
  }

  private static State character(State state, Sheet sheet, char c) {
    return switch (c) {
      case 'n' -> state.withDialog(sheet.withNewRow());
      case 'd' -> state.withDialog(sheet.withoutRow());
      case '+' -> state.withDialog(sheet.moved(-1));
      case '-' -> state.withDialog(sheet.moved(1));
      case 's' -> staged(state, sheet);
      default -> state;
    };
  }

  private static State staged(State state, Sheet sheet) {
    var rows = sheet.rows().stream().filter(row -> !row.getFirst().isBlank()).toList();
    return rows.isEmpty()
        ? Staging.removed(state, sheet.variable()).withoutDialog()
        : Staging.staged(state, sheet.variable(), sheet.kind().write(rows)).withoutDialog();
  }
}
