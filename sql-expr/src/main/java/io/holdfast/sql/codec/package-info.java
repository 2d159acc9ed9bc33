/**
 * How typed values become bytes: keys whose byte order is the order of the values, and rows.
 *
 * <p>Both forms are stored for good. A change needs a new marker or version byte that old data
 * never has. Pure functions; codecs are immutable and usable from any thread.
 */
@NullMarked
package io.holdfast.sql.codec;

import org.jspecify.annotations.NullMarked;
