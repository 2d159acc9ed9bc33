/**
 * Changing who replicates a region: {@link io.holdfast.store.region.member.MemberChange} is the
 * pure function from a region and a change to the region after it, evaluated by every replica when
 * the change is applied. Several voters at once go through a joint configuration (L17).
 */
@NullMarked
package io.holdfast.store.region.member;

import org.jspecify.annotations.NullMarked;
