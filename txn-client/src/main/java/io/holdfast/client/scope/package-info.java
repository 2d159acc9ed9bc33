/**
 * What may end a call before its own time is up: {@link io.holdfast.client.scope.CallScope}, made
 * by whoever wants the answer, travels with a call to every attempt, pause and request of it;
 * {@link io.holdfast.client.scope.LiveScope} is the same while one operation runs under it.
 *
 * <p>The end of a scope ends the wait of the caller at once (rule TXN-7); what was sent for it is
 * cut, so that stores can drop it. A commit that may have taken effect is never reported as ended
 * (TXN-6).
 */
@NullMarked
package io.holdfast.client.scope;

import org.jspecify.annotations.NullMarked;
