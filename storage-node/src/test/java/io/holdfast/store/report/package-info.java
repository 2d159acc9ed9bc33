/** What a store tells the placement driver and people. */
@NullMarked
package io.holdfast.store.report;

import org.jspecify.annotations.NullMarked;
