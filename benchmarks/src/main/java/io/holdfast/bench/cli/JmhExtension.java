package io.holdfast.bench.cli;

import io.holdfast.cli.CliExtension;

/** Contributes {@code holdfast jmh}. */
public final class JmhExtension implements CliExtension {
  @Override
  public Object command() {
    return new JmhCommand();
  }
}
