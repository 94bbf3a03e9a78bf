package dev.keyrelay.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/**
 * The command without a sub-command: opens the terminal UI, or where it cannot be shown says what
 * there is.
 */
@Command(
    name = "keyrelay",
    description = "One address in front of every LLM provider, with as many keys as you have.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:The command failed.",
      "2:The command line is wrong.",
      "130, 143:Stopped by Ctrl-C, by SIGTERM."
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = KeyrelayCommand.Version.class)
final class KeyrelayCommand implements Callable<Integer> {

  /** The commands by name, in the order of the help. */
  static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("serve", ServeCommand.class);
    COMMANDS.put("ui", UiCommand.class);
    COMMANDS.put("credentials", CredentialsCommand.class);
    COMMANDS.put("keys", KeysCommand.class);
    COMMANDS.put("quota", QuotaCommand.class);
    COMMANDS.put("cooldowns", CooldownsCommand.class);
    COMMANDS.put("usage", UsageCommand.class);
    COMMANDS.put("models", ModelsCommand.class);
    COMMANDS.put("route", RouteCommand.class);
    COMMANDS.put("plugins", PluginsCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

  private final Surroundings surroundings;

  KeyrelayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    if (UiCommand.fits(surroundings)) {
      return new UiCommand(surroundings).call();
    }
    Main.commandLine(surroundings).usage(surroundings.console().out());
    return ExitCodes.OK;
  }

  /** The version that the jar's manifest states. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      Optional<String> version =
          Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
      return new String[] {"KeyRelay " + version.orElse("(built from sources)")};
    }
  }
}
