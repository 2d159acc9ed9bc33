/**
 * Tests as stories: a file of commands, each block followed by the full trace it produced. The
 * runner executes the commands again and compares; {@code -Drewrite=true} writes what it saw, and
 * the difference is reviewed like code.
 *
 * <p>Runs on the thread of the test; reads and writes only the script files of the source tree, and
 * is therefore never used by code under test.
 */
@NullMarked
package io.holdfast.simulation.script;

import org.jspecify.annotations.NullMarked;
