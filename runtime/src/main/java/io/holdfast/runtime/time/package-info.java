/**
 * Time as a value that is injected. Implementations: {@code runtime.node} and {@code simulation}.
 */
@NullMarked
package io.holdfast.runtime.time;

import org.jspecify.annotations.NullMarked;
