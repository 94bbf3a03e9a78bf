package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.CredentialStatus;
import dev.keyrelay.cli.home.Spans;
import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every credential, and how it stands in the running gateway. */
final class CredentialsScreen {

  /** So many letters of an id name a credential to commands, too. */
  private static final int ID = 8;

  private CredentialsScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    var rows = new ArrayList<Row>();
    for (Facts.CredentialRow one : state.facts().credentials()) {
      var standing = state.live().standing().of(one);
      rows.add(
          Row.from(
              Cell.from(one.provider()),
              Cell.from(one.kind()),
              Cell.from(one.origin()),
              Cell.from(one.mask()),
              Cell.from(status(standing)).style(style(standing)),
              Cell.from(one.id().substring(0, ID))));
    }
    Look.table(
        frame,
        body,
        rows.isEmpty() ? "No credentials yet; a adds one" : Look.count(rows.size(), "credential"),
        List.of("PROVIDER", "KIND", "FOUND IN", "SHOWN", "STATUS", "ID"),
        rows,
        state.row(),
        Constraint.fill(3),
        Constraint.length(7),
        Constraint.fill(5),
        Constraint.fill(3),
        Constraint.length(14),
        Constraint.length(ID));
  }

  private static String status(Optional<CredentialStatus> standing) {
    return standing
        .map(
            one ->
                switch (one.status()) {
                  case "needs_login" -> "needs login";
                  case "cooldown" -> "cools " + Spans.text(one.left());
                  case "exhausted" -> "used up";
                  case "mixed" -> "partly used up";
                  default -> one.status() + (one.running() > 0 ? " ×" + one.running() : "");
                })
        .orElse("–");
  }

  private static Style style(Optional<CredentialStatus> standing) {
    return standing
        .map(
            one ->
                switch (one.status()) {
                  case "active" -> Look.GOOD;
                  case "needs_login" -> Look.BAD;
                  case "disabled" -> Look.DIM;
                  default -> Look.ODD;
                })
        .orElse(Look.DIM);
  }
}
