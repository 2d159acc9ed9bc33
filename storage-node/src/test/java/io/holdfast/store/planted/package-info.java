/**
 * Commands with a planted bug, for tests that prove that a bug would be found. Wired in place of
 * the production commands; packed into the test jar so that cluster tests can use them.
 */
@NullMarked
package io.holdfast.store.planted;

import org.jspecify.annotations.NullMarked;
