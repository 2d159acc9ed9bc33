/** Membership changes as a pure function. */
@NullMarked
package io.holdfast.store.region.member;

import org.jspecify.annotations.NullMarked;
