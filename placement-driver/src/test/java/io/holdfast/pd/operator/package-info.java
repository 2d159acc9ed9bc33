/** Tests of plans and their steps. */
@NullMarked
package io.holdfast.pd.operator;

import org.jspecify.annotations.NullMarked;
