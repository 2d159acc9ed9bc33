/**
 * What a cluster costs while nobody asks for anything, and how long writes wait when a store dies.
 *
 * <p>One thread drives; the writers of a fail-over have threads of their own.
 */
@NullMarked
package io.holdfast.bench.life;

import org.jspecify.annotations.NullMarked;
