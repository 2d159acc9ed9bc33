/** The placement driver of a whole cluster is lost or put back from older data. */
@NullMarked
package io.holdfast.endtoend.pd;

import org.jspecify.annotations.NullMarked;
