/**
 * Child processes of a driver: JVMs with this one's class path or their own, and programs of the
 * machine; watched through their output file, and gone, with their files, when the driver ends in
 * whatever way.
 *
 * <p>Only a driver's main thread uses a group; its shutdown hook kills what is left.
 */
@NullMarked
package io.holdfast.bench.process;

import org.jspecify.annotations.NullMarked;
