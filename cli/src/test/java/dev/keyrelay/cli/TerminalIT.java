package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged distribution on a real terminal. */
class TerminalIT {

  private static final String LAUNCHER =
      Path.of(System.getProperty("keyrelay.root"), "keyrelay").toString();
  private static final String CTRL_C = "\u0003";
  private static final String ESCAPE = "\u001B";
  private static final String ENTER = "\r";
  private static final String DEVICE_CODE = "/api/v1/oauth2/device/code";
  private static final String TOKEN = "/api/v1/oauth2/token";

  /** Runs the command and tells whether the terminal is as it was before. */
  private static final String CHECKED =
      "before=$(stty -g); \"$@\"; code=$?; test \"$before\" = \"$(stty -g)\""
          + " && echo terminal-restored; echo ended-$code";

  @TempDir private Path home;
  private final Map<String, String> variables = new HashMap<>();

  private PersonsTerminal checked(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 5];
    command[0] = "/bin/sh";
    command[1] = "-c";
    command[2] = CHECKED;
    command[3] = "sh";
    command[4] = LAUNCHER;
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    return started(command);
  }

  private PersonsTerminal started(String... command) throws IOException {
    variables.put("PATH", System.getenv("PATH"));
    variables.put("HOME", home.toString());
    variables.put("KEYRELAY_HOME", home.toString());
    variables.put("TERM", "xterm-256color");
    variables.put("LANG", "C.UTF-8");
    variables.put("LC_ALL", "C.UTF-8");
    return new PersonsTerminal(home, variables, command);
  }

  @Test
  void aloneTheCommandOpensTheUiWhichTakesKeysFollowsTheWindowAndLeavesTheTerminalAsItWas()
      throws Exception {
    try (var terminal = checked()) {
      terminal.awaitScreen("1-7 Tab");
      assertThat(terminal.screen()).contains("KeyRelay", "stopped", "1 Run", "7 Diff");
      terminal.type("2");
      terminal.awaitScreen("FOUND IN");
      terminal.resize(100, 30);
      terminal.awaitScreen("─".repeat(80));
      terminal.type("q");
      terminal.awaitWritten("ended-0");
      assertThat(terminal.written()).contains("terminal-restored", "\u001B[?1049l", "\u001B[?25h");
    }
  }

  @Test
  void aLoginIsTalkedThroughOnTheScreen() throws Exception {
    try (var vendor = new ScriptedServer()) {
      variables.put("QWEN_CODE_OAUTH_BASE", vendor.uri("").toString());
      variables.put("QWEN_CODE_OAUTH_CLIENT_ID", "client");
      String code =
          "{\"device_code\":\"d\",\"user_code\":\"WXYZ-1234\",\"verification_uri\":"
              + "\"https://login.example/device\",\"expires_in\":300,\"interval\":1}";
      vendor.answer(DEVICE_CODE, 200, code).answer(DEVICE_CODE, 200, code);
      vendor
          .answer(TOKEN, 400, "{\"error\":\"authorization_pending\"}")
          .answer(TOKEN, 400, "{\"error\":\"access_denied\"}")
          .answer(
              TOKEN,
              200,
              "{\"access_token\":\"canary-at\",\"refresh_token\":\"canary-rt\",\"expires_in\":60}");
      try (var terminal = checked()) {
        terminal.awaitScreen("1-7 Tab");
        terminal.type("2");
        terminal.awaitScreen("FOUND IN");
        login(terminal);
        terminal.awaitScreen("came to nothing");
        terminal.type(ENTER);
        terminal.awaitScreen("FOUND IN");
        login(terminal);
        terminal.awaitScreen("Logged in");
        terminal.awaitScreen("Enter goes back.");
        terminal.type(ENTER);
        terminal.awaitScreen("qwen_code_oauth_1");
        terminal.type(CTRL_C);
        terminal.awaitWritten("ended-0");
        assertThat(terminal.written()).doesNotContain("canary");
      }
      assertThat(Files.readString(home.resolve("oauth_creds/qwen_code_oauth_1.json")))
          .contains("canary-rt");
    }
  }

  private static void login(PersonsTerminal terminal) throws IOException {
    terminal.type("a");
    terminal.awaitScreen("Add a credential of");
    terminal.type("qwen_code");
    terminal.awaitScreen("> qwen_code");
    terminal.type(ENTER);
    terminal.awaitScreen("log in on any device");
    terminal.type("device");
    terminal.awaitScreen("> device");
    terminal.type(ENTER);
    terminal.awaitScreen("A name for this account");
    terminal.type("me@login.example" + ENTER);
    terminal.awaitScreen("WXYZ-1234");
  }

  @Test
  void aKeyThatIsTypedIsNotShownAndALoginThatIsBrokenOffLeavesNothing() throws Exception {
    try (var terminal = checked("keys", "add", "groq")) {
      terminal.awaitScreen("not shown");
      terminal.type("canary-typed-key" + ENTER);
      terminal.awaitWritten("ended-0");
      assertThat(terminal.written()).contains("GROQ_API_KEY_1").doesNotContain("canary");
    }
    variables.put("GEMINI_CLI_OAUTH_CLIENT_ID", "client");
    try (var terminal =
        started(LAUNCHER, "credentials", "add", "gemini_cli", "--port", "0", "--no-browser")) {
      terminal.awaitScreen("Waiting for it to come back");
      terminal.type(CTRL_C);
      assertThat(terminal.ended()).isEqualTo(130);
      assertThat(terminal.written()).doesNotContain("\tat ", "Exception");
    }
    assertThat(home.resolve("oauth_creds")).doesNotExist();
  }

  @Test
  void coloursAreForTerminalsOfPeopleWhoWantThem() throws Exception {
    Files.writeString(home.resolve(".env"), "PORT=many\n");
    try (var terminal = started(LAUNCHER, "doctor")) {
      assertThat(terminal.ended()).isEqualTo(1);
      terminal.awaitWritten("\u001B[31mERROR PORT");
    }
    variables.put("NO_COLOR", "1");
    try (var terminal = started(LAUNCHER, "doctor")) {
      assertThat(terminal.ended()).isEqualTo(1);
      terminal.awaitWritten("ERROR PORT");
      assertThat(terminal.written()).doesNotContain(ESCAPE);
    }
  }

  @Test
  void quotasAreWatchedUntilCtrlC() throws Exception {
    variables.put("DEMO_API_KEY_1", "canary-key-0001");
    variables.put("PORT", "9");
    try (var terminal = started(LAUNCHER, "quota", "--watch", "--every", "1")) {
      terminal.awaitScreen("Ctrl-C ends");
      terminal.awaitScreen("1/1 credential");
      terminal.type(CTRL_C);
      assertThat(terminal.ended()).isEqualTo(130);
    }
  }
}
