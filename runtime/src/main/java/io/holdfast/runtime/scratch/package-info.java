/**
 * What lives outside of data directories and must not outlive its user: temporary directories and
 * unpacked native libraries. For the edges of a process, not for nodes: these see the file system
 * of their runtime.
 */
@NullMarked
package io.holdfast.runtime.scratch;

import org.jspecify.annotations.NullMarked;
