package io.holdfast.client.raw;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a compare-and-swap found.
 *
 * @param swapped whether the new value was written
 * @param previous the value before; null when there was none
 */
public record CasResult(boolean swapped, @Nullable Bytes previous) {}
