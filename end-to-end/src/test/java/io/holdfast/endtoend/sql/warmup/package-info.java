/** What the first user of a fresh SQL node waits for. */
@NullMarked
package io.holdfast.endtoend.sql.warmup;

import org.jspecify.annotations.NullMarked;
