package io.holdfast.bench.cli;

import io.holdfast.cli.CliExtension;

/** Contributes {@code holdfast bench}. */
public final class BenchExtension implements CliExtension {
  @Override
  public Object command() {
    return new BenchCommand();
  }
}
