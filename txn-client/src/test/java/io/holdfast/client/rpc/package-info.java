/** Tests of budgets of time, on a simulated loop. */
@NullMarked
package io.holdfast.client.rpc;

import org.jspecify.annotations.NullMarked;
