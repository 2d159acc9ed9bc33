/**
 * Rules that the tests of every module apply to that module's production code. Published in the
 * test jar of {@code runtime}: add it with {@code <type>test-jar</type><scope>test</scope>} and
 * {@code com.tngtech.archunit:archunit}, then call {@link
 * io.holdfast.runtime.check.DeterminismRules#check} from one test.
 */
@NullMarked
package io.holdfast.runtime.check;

import org.jspecify.annotations.NullMarked;
