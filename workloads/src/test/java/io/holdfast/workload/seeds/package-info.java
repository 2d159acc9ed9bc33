/** Seeds of the whole system that every build runs. */
@NullMarked
package io.holdfast.workload.seeds;

import org.jspecify.annotations.NullMarked;
