/**
 * The bound algebra: what a statement means, before anyone has decided how to run it.
 *
 * <p>Immutable records. A {@link io.holdfast.sql.plan.logical.Rel} is a tree of relational
 * operators that know their columns by position; an expression inside an operator speaks of the
 * columns of the operator's input ({@code Column(i)}), a join's condition of the left columns
 * followed by the right ones. A value of an outer query reaches an inner one as an {@code
 * ExecParam}: whoever embeds the inner tree (a {@link
 * io.holdfast.sql.plan.logical.LogicalSubquery}, a lateral {@link
 * io.holdfast.sql.plan.logical.Join}) lists in its {@link io.holdfast.sql.plan.logical.OuterFeed}s
 * what feeds it. The numbers of ExecParams, of scans and of common table expressions are unique in
 * one statement.
 *
 * <p>Invariants: every tree is typed (no {@code unknown} is left but in a column nobody compares),
 * casts are explicit, and nothing in it remembers names, so that two statements with the same tree
 * are the same statement. Immutable, usable from any thread.
 */
@NullMarked
package io.holdfast.sql.plan.logical;

import org.jspecify.annotations.NullMarked;
