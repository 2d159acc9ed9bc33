/** Tests of the package, against naive models where there is one. */
@NullMarked
package io.holdfast.raft.progress;

import org.jspecify.annotations.NullMarked;
