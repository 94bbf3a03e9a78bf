package dev.keyrelay.lambda;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs where the root file system is read-only and {@code /tmp} is not, as in a function,
 * in a mount namespace of their own. Where this system does not let its users have one, programs
 * run as they are.
 */
final class ReadOnlyFiles {

  private static final String SEALED =
      "mount --bind /tmp /tmp && mount --rbind / / && mount -o remount,ro,bind / && exec \"$@\"";

  private static final List<String> PREFIX =
      List.of("unshare", "--map-root-user", "--mount", "sh", "-c", SEALED, "sealed");

  private static final boolean POSSIBLE = possible();

  private ReadOnlyFiles() {}

  /** Whether programs run with a read-only root. */
  static boolean sealed() {
    return POSSIBLE;
  }

  /** The command that runs a command so. */
  static List<String> command(List<String> command) {
    if (!POSSIBLE) {
      return command;
    }
    var all = new ArrayList<>(PREFIX);
    all.addAll(command);
    return all;
  }

  /** It is, if a file can be made in /tmp and none in the root. */
  private static boolean possible() {
    var probe = new ArrayList<>(PREFIX);
    probe.addAll(
        List.of("sh", "-c", "f=$(mktemp /tmp/sealed.XXXXXX) && rm \"$f\" && ! touch /sealed"));
    try {
      var process = new ProcessBuilder(probe).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
