package dev.keyrelay.cli.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;

/** A state painted to text, one line a row of the terminal. */
final class Shown {

  private Shown() {}

  static String of(State state) {
    return of(state, 80, 24);
  }

  static String of(State state, int width, int height) {
    Buffer buffer = Buffer.empty(Rect.of(width, height));
    Painter.paint(Frame.forTesting(buffer), state);
    var text = new StringBuilder();
    for (int y = 0; y < height; y++) {
      var line = new StringBuilder();
      for (int x = 0; x < width; x++) {
        line.append(buffer.get(x, y).symbol());
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
