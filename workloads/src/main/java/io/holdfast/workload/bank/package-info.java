/**
 * The bank: accounts whose balances must always add up to the same sum, clients that transfer money
 * between them, an auditor that adds up all accounts in one snapshot. The same loops run on threads
 * (the demo) and on cooperative threads under simulated time.
 *
 * <p>Invariant: no snapshot, at any time, shows another sum than the one the bank was opened with.
 */
@NullMarked
package io.holdfast.workload.bank;

import org.jspecify.annotations.NullMarked;
