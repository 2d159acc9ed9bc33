/** Layouts and codecs of locks and records. */
@NullMarked
package io.holdfast.store.mvcc;

import org.jspecify.annotations.NullMarked;
