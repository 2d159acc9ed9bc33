package io.holdfast.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code holdfast}: finds the subcommand, runs it, turns failures into exit codes. */
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    version = "holdfast 0.1.0-SNAPSHOT",
    description = "A sharded, replicated, transactional database on the JVM.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "First steps:",
      "  holdfast demo                      money moves while stores die; every sum is checked",
      "  holdfast playground                a cluster in this process, until Ctrl-C",
      "  holdfast sim --seeds 20            the cluster under simulated time and faults",
      "",
      "Every command explains itself: holdfast COMMAND --help"
    })
public final class HoldfastMain implements Runnable {
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;

  /** Read by logback when the first logger is made; a user's own setting wins. */
  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  private static final String LOG_LEVEL = "holdfast.log";

  /** In the order of the help; modules above add theirs. */
  private static final List<String> COMMANDS =
      List.of("demo", "playground", "pd", "store", "sql", "kv", "sim");

  @Spec private @Nullable CommandSpec spec;

  private HoldfastMain() {}

  /** Runs and exits. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "io/holdfast/cli/logback.xml");
    }
    boolean simulated = arguments.length > 0 && arguments[0].equals("sim");
    if (simulated && System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "OFF"); // Nodes that die by the dozen have nothing to tell.
    }
    System.exit(run(arguments));
  }

  /** Runs one command line; the exit code. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new HoldfastMain());
    addCommands(line, arguments.length == 0 ? "" : arguments[0]);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (failure, given) -> {
          PrintWriter err = failure.getCommandLine().getErr();
          err.println("holdfast: " + failure.getMessage());
          err.println(
              "Try '" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
          return EXIT_USAGE;
        });
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failed.getErr().println("holdfast: " + describe(failure));
          if (failure instanceof UsageException) {
            return EXIT_USAGE;
          }
          if (Boolean.getBoolean("holdfast.stacktrace")) {
            failure.printStackTrace(failed.getErr());
          }
          return EXIT_FAILED;
        });
    return line.execute(arguments);
  }

  /**
   * The one that is asked for, or all: reading the annotations of all takes longer than a small
   * command does.
   */
  private static void addCommands(CommandLine line, String asked) {
    Object only = command(asked);
    if (only != null) {
      line.addSubcommand(asked, only);
      return;
    }
    for (String name : COMMANDS) {
      line.addSubcommand(name, command(name));
    }
    for (CliExtension extension : ServiceLoader.load(CliExtension.class)) {
      line.addSubcommand(extension.command());
    }
  }

  private static @Nullable Object command(String name) {
    return switch (name) {
      case "demo" -> new DemoCommand();
      case "playground" -> new PlaygroundCommand();
      case "pd" -> new PdCommand();
      case "store" -> new StoreCommand();
      case "sql" -> new SqlCommand();
      case "kv" -> new KvCommand();
      case "sim" -> new SimCommand();
      case "rehearse" -> new RehearseCommand();
      default -> null;
    };
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
