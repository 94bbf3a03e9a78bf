package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

  @TempDir private Path folder;
  private final Findings findings = new Findings();

  private Environment read(Map<String, String> process) {
    return Environment.read(new Home(folder), process, findings);
  }

  private Environment dotenv(String text) throws IOException {
    Files.writeString(folder.resolve(".env"), text);
    return read(Map.of());
  }

  @Test
  void theProcessWinsOverDotEnvAndThatOverOtherFilesInNameOrder() throws IOException {
    Files.writeString(folder.resolve(".env"), "A=env\nB=env");
    Files.writeString(folder.resolve("a.env"), "B=a\nC=a");
    Files.writeString(folder.resolve("b.env"), "C=b\nD=b");

    var environment = read(Map.of("A", "process"));

    assertThat(environment.map())
        .containsExactly(
            Map.entry("A", "process"),
            Map.entry("B", "env"),
            Map.entry("C", "a"),
            Map.entry("D", "b"));
    assertThat(environment.origin("A")).contains(Environment.PROCESS);
    assertThat(environment.origin("C")).contains("a.env");
  }

  @Test
  void anEmptyVariableOfTheProcessSwitchesOffThatOfTheFile() throws IOException {
    Files.writeString(folder.resolve(".env"), "A=env");

    assertThat(read(Map.of("A", "")).get("A")).isEmpty();
  }

  @Test
  void withoutFilesOrFolderTheProcessAloneIsEnough() {
    var environment =
        Environment.read(new Home(folder.resolve("none")), Map.of("A", " a "), findings);

    assertThat(environment.get("A")).contains("a");
    assertThat(environment.raw("A")).contains(" a ");
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void plainQuotedAndExportedValuesAreRead() throws IOException {
    var environment =
        dotenv(
            """
            # a comment
            PLAIN=one two
              SPACED  =  value  \s
            export EXPORTED=yes
            COMMENTED=value # not this
            HASH=a#b
            EMPTY=
            ONLY_COMMENT= # nothing
            DOUBLE="a # b\\n\\"c\\""
            SINGLE='$x ${PLAIN} \\'q\\' \\n'
            JSON='{"a": {"id": "b"}}'
            BARE_JSON=["a","b"]
            """);

    assertThat(environment.map())
        .containsEntry("PLAIN", "one two")
        .containsEntry("SPACED", "value")
        .containsEntry("EXPORTED", "yes")
        .containsEntry("COMMENTED", "value")
        .containsEntry("HASH", "a#b")
        .containsEntry("EMPTY", "")
        .containsEntry("ONLY_COMMENT", "")
        .containsEntry("DOUBLE", "a # b\n\"c\"")
        .containsEntry("SINGLE", "$x ${PLAIN} 'q' \\n")
        .containsEntry("JSON", "{\"a\": {\"id\": \"b\"}}")
        .containsEntry("BARE_JSON", "[\"a\",\"b\"]");
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void quotedValuesSpanLinesAndLineEndingsMayBeThoseOfWindows() throws IOException {
    var environment = dotenv("\uFEFFA=\"one\r\ntwo\"\r\nB='x\r\n\r\ny'\r\nC=z\r\n");

    assertThat(environment.map())
        .containsExactly(Map.entry("A", "one\ntwo"), Map.entry("B", "x\n\ny"), Map.entry("C", "z"));
  }

  @Test
  void referencesAreLookedUpInTheProcessThenInTheFile() throws IOException {
    Files.writeString(
        folder.resolve(".env"), "HOST=file\nPORT=1\nURL=http://${HOST}:${PORT}/${NONE:-v1}${NO}\n");

    assertThat(read(Map.of("HOST", "process")).get("URL")).contains("http://process:1/v1");
  }

  @Test
  void aLineThatIsNoAssignmentIsReportedByNumberAndNotShown() throws IOException {
    var environment = dotenv("A=1\nsk-secret-without-name\nB=2\n=3\nC=3");

    assertThat(environment.names()).containsExactly("A", "B", "C");
    assertThat(findings.all())
        .extracting(Finding::subject)
        .containsExactly(".env line 2", ".env line 4");
    assertThat(findings.all().toString()).doesNotContain("sk-secret");
  }

  @Test
  void theLastOfTwoAssignmentsHoldsAndIsReported() throws IOException {
    assertThat(dotenv("A=1\nA=2").get("A")).contains("2");
    assertThat(findings.all().toString()).contains("more than once in .env; line 2 holds");
  }

  @Test
  void aQuoteThatNothingClosesDoesNotSwallowTheFile() throws IOException {
    var environment = dotenv("A=\"open\nB=2");

    assertThat(environment.get("A")).contains("\"open");
    assertThat(environment.get("B")).contains("2");
    assertThat(findings.all().toString()).contains("line 1").contains("Close the quote");
  }

  @Test
  void aFileThatIsNoTextIsReportedAndSkipped() throws IOException {
    Files.write(folder.resolve(".env"), new byte[] {(byte) 0xc3, (byte) 0x28});

    assertThat(read(Map.of("A", "1")).names()).containsExactly("A");
    assertThat(findings.all().toString()).contains("UTF-8");
  }

  @Test
  void theTextFormShowsNoValue() {
    assertThat(Environment.of(Map.of("KEY", "secret")).toString()).isEqualTo("Environment[KEY]");
  }

  @Test
  void theHomeFolderIsTheOptionThenTheVariableThenTheWorkingDirectory() {
    var variables = Map.of("KEYRELAY_HOME", "/var/relay");

    assertThat(Home.chosen(Optional.of(Path.of("/opt/x")), variables, folder).folder())
        .isEqualTo(Path.of("/opt/x"));
    assertThat(Home.chosen(Optional.empty(), variables, folder).folder())
        .isEqualTo(Path.of("/var/relay"));
    assertThat(Home.chosen(Optional.empty(), Map.of("KEYRELAY_HOME", " "), folder).envFile())
        .isEqualTo(folder.resolve(".env"));
    assertThat(Home.chosen(Optional.empty(), Map.of("KEYRELAY_HOME", "sub"), folder).state())
        .isEqualTo(folder.resolve("sub/state"));
  }
}
