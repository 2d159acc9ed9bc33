/**
 * A cluster that is nothing but the protocol: one placement driver and two stores over one naive
 * model of the data, on the simulated network. Requests and answers can be lost on demand. What it
 * does is small enough to be checked by reading it.
 */
@NullMarked
package io.holdfast.client.fake;

import org.jspecify.annotations.NullMarked;
