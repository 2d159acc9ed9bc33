/**
 * Planted bugs: wirings of the cluster with one safety rule taken out, and the proof that the
 * simulation finds each of them. What cannot fail proves nothing; this shows that it can.
 */
@NullMarked
package io.holdfast.cluster.planted;

import org.jspecify.annotations.NullMarked;
