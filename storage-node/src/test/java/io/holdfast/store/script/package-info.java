/**
 * Stories of one region's keys as scripts: what transactions do to them, command by command, with
 * everything that is answered and stored.
 */
@NullMarked
package io.holdfast.store.script;

import org.jspecify.annotations.NullMarked;
