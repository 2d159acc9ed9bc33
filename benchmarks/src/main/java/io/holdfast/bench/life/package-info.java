/**
 * What a cluster costs while nobody asks for anything, how long writes wait when a store dies, and
 * how long the first one waits for a cluster that is just starting.
 *
 * <p>One thread drives; the writers of a fail-over have threads of their own.
 */
@NullMarked
package io.holdfast.bench.life;

import org.jspecify.annotations.NullMarked;
