/**
 * The command line: one picocli subcommand per class, each a thin door to a room below.
 *
 * <p>Exit codes: 0 done, 1 it ran and failed (a check did not hold, a node died), 2 it was asked
 * for something it cannot do (bad flag, bad configuration, not built yet): one clear line on
 * standard error, nothing started. Commands of modules above this one are found by {@link
 * io.holdfast.cli.CliExtension}.
 */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
