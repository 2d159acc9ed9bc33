/** The command line from outside. */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
