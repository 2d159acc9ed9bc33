/** One test class per group of rules, and all commands at random against a naive model. */
@NullMarked
package io.holdfast.store.txn.command;

import org.jspecify.annotations.NullMarked;
