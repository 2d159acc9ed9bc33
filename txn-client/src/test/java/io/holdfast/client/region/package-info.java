/** Tests of the region cache against a naive list. */
@NullMarked
package io.holdfast.client.region;

import org.jspecify.annotations.NullMarked;
