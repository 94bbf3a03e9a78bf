package dev.keyrelay.cli.tui;

/** The screens, in the order of their numbers. */
enum Tab {
  RUN("Run", "s start/stop  l log lines  q quit"),
  CREDENTIALS("Credentials", "a add  t/T test  x/X export  i import  e/E en/decrypt  d del"),
  PROVIDERS("Providers", "m models  o doctor  O doctor online"),
  SETTINGS("Settings", "Enter change  d default"),
  ADVANCED("Advanced", "←/→ provider  Enter change  d default  n own provider  m models"),
  CHANGES("Changes", "w write  u undo  U undo all");

  private final String title;
  private final String keys;

  Tab(String title, String keys) {
    this.title = title;
    this.keys = keys;
  }

  String title() {
    return title;
  }

  /** What its keys do. */
  String keys() {
    return keys;
  }

  Tab next(int step) {
    return values()[Math.floorMod(ordinal() + step, values().length)];
  }
}
