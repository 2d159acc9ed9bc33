/**
 * What the machine gives to anyone: the cost of an empty call and of a sync, measured in the same
 * run and beside every result, so that a reader can tell our cost from the machine's.
 *
 * <p>The echo server is a process of its own (its CPU must be told apart); it uses the same network
 * code as the stores. The driver's main thread runs the yardsticks one after the other while the
 * system under test is idle.
 */
@NullMarked
package io.holdfast.bench.yardstick;

import org.jspecify.annotations.NullMarked;
