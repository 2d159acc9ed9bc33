package io.holdfast.cli;

/**
 * Contributes a subcommand from a module above this one; found by {@link java.util.ServiceLoader}.
 */
public interface CliExtension {
  /** An object annotated with {@link picocli.CommandLine.Command}. */
  Object command();
}
