package dev.keyrelay.engine.credential;

import java.nio.file.Path;

/** Where a credential was found. */
public sealed interface Origin {

  /** A name for people that reveals no secret: the variable's, or the file's. */
  String name();

  /** The variable that holds it, or the first of several. */
  record Variable(String name) implements Origin {}

  /** The file that holds it. */
  record File(Path path) implements Origin {
    @Override
    public String name() {
      return path.getFileName().toString();
    }
  }

  /** Nothing holds it: the service is called without a credential. */
  record Nowhere() implements Origin {
    @Override
    public String name() {
      return "none needed";
    }
  }
}
