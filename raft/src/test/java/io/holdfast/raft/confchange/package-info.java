/** Tests of the package, against naive models where there is one. */
@NullMarked
package io.holdfast.raft.confchange;

import org.jspecify.annotations.NullMarked;
