/**
 * Few keys that everybody wants: transactions on keys chosen unevenly beside the same ones on keys
 * chosen evenly, with what conflicts cost.
 *
 * <p>One thread drives; each client has a thread of its own.
 */
@NullMarked
package io.holdfast.bench.hot;

import org.jspecify.annotations.NullMarked;
