/** Shared budgets. */
@NullMarked
package io.holdfast.store.budget;

import org.jspecify.annotations.NullMarked;
