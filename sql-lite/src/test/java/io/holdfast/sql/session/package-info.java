/** Tests of sessions and their settings. */
@NullMarked
package io.holdfast.sql.session;

import org.jspecify.annotations.NullMarked;
