/** Turns of reads, one by one. */
@NullMarked
package io.holdfast.store.read.task;

import org.jspecify.annotations.NullMarked;
