/**
 * The subcommands {@code bench}, {@code ycsb} and {@code jmh} of the command line, contributed
 * through {@link io.holdfast.cli.CliExtension}.
 *
 * <p>Bad flags end with one line and exit code 2 before anything is started; exit code 1 means that
 * operations failed. Runs on the main thread.
 */
@NullMarked
package io.holdfast.bench.cli;

import org.jspecify.annotations.NullMarked;
