package io.holdfast.bench.cli;

import io.holdfast.cli.CliExtension;

/** Contributes {@code holdfast ycsb}. */
public final class YcsbExtension implements CliExtension {
  @Override
  public Object command() {
    return new YcsbCommand();
  }
}
