package dev.keyrelay.cli.tui;

import java.util.List;
import java.util.stream.Stream;

/** The screens, in the order of their numbers. */
enum Tab {
  RUN(
      "Run",
      "s start/stop  Enter explain  l log lines  q quit",
      List.of(
          "s       start the gateway in this process, or stop it",
          "Enter   explain where the request's model goes now, and why",
          "l       the gateway's latest log lines",
          "q       leave; asks if the gateway runs or changes are not written")),
  CREDENTIALS(
      "Credentials",
      "a add  t test  o on/off  c cooldowns  x export  d remove",
      List.of(
          "a       add one: by key, browser, pasted address or device code",
          "t T     test the selected one, all: asks the provider",
          "o       disable or enable it in the running gateway",
          "c C     end its cooldowns, those of all",
          "l       list cooldowns and why they were set",
          "x X     export it, all, as variables in a file",
          "i       import accounts of vendors' own clients",
          "e E     encrypt the files of accounts, decrypt them",
          "d       remove it from .env or oauth_creds")),
  PROVIDERS(
      "Providers",
      "Enter models  m ask for models  o doctor  O online",
      List.of(
          "Enter   the models of the selected provider, and which are hidden",
          "m       ask every provider for its models again",
          "o       doctor: reads the configuration, says what does not hold",
          "O       the same, and calls every provider once")),
  ROUTES(
      "Routes",
      "a alias  g group  m stand-ins  p place  o options  d del",
      List.of(
          "Enter   change the selected one",
          "a       a new alias: another name for a model or a group",
          "g       a new fallback group: models that are tried in turn",
          "m       models that stand in for one another, whichever is asked for",
          "p       a provider's place where several have a model",
          "o       what moves the selected group on, what stops it",
          "d       remove the selected one")),
  SETTINGS(
      "Settings",
      "Enter change  d default",
      List.of("Enter   change the selected setting", "d       go back to its default")),
  ADVANCED(
      "Advanced",
      "←/→ provider  Enter change  d default  n own  m models",
      List.of(
          "← →     the provider before, the next",
          "Enter   change the selected setting; the list of models follows",
          "d       go back to its default",
          "n       a provider of your own: name, address, key",
          "m       ask the providers for their models")),
  CHANGES(
      "Diff",
      "w write  Enter read  u undo  U undo all",
      List.of(
          "w       write them to .env; what can be is in effect at once",
          "Enter   the selected change and what it would make odd, whole",
          "u U     undo the selected change, all of them"));

  private static final List<String> EVERYWHERE =
      List.of(
          "",
          "1-7     the screens; Tab and Shift-Tab go round",
          "↑ ↓     choose a row; PgUp PgDn Home End go further",
          "?       this",
          "q       leave (Ctrl-C, too)");

  private final String title;
  private final String keys;
  private final List<String> help;

  Tab(String title, String keys, List<String> help) {
    this.title = title;
    this.keys = keys;
    this.help = help;
  }

  String title() {
    return title;
  }

  /** What its most important keys do, in a line. */
  String keys() {
    return keys;
  }

  /** What all keys do. */
  List<String> help() {
    return Stream.concat(help.stream(), EVERYWHERE.stream()).toList();
  }

  Tab next(int step) {
    return values()[Math.floorMod(ordinal() + step, values().length)];
  }
}
