/**
 * Planted bugs: the product with one safety rule taken out, and the proof that the simulation finds
 * it. What cannot fail proves nothing; this shows that it can.
 *
 * <p>{@link io.holdfast.endtoend.planted.BugPatch} is a text with lines of the product and what
 * shall stand there instead; {@link io.holdfast.endtoend.planted.PatchedProduct} compiles it in
 * memory and loads it, with all that sees it, into a class loader of its own; {@link
 * io.holdfast.endtoend.planted.Probe} runs one seed there. Bugs of the SQL layer are wirings. In
 * the same way {@link io.holdfast.endtoend.planted.ConfinedSources} puts a look at the caller into
 * every method of a class that belongs to one loop (X8).
 */
@NullMarked
package io.holdfast.endtoend.planted;

import org.jspecify.annotations.NullMarked;
