/**
 * Child processes of a driver: started with this JVM's own class path, watched through their output
 * file, and gone, with their files, when the driver ends in whatever way.
 *
 * <p>Only a driver's main thread uses a group; its shutdown hook kills what is left.
 */
@NullMarked
package io.holdfast.bench.process;

import org.jspecify.annotations.NullMarked;
