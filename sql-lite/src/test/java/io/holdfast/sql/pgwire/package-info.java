/** Conversations byte by byte: a scripted client, a scripted session, seeded noise. */
@NullMarked
package io.holdfast.sql.pgwire;

import org.jspecify.annotations.NullMarked;
