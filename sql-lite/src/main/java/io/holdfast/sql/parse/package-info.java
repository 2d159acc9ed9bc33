/**
 * Text to syntax tree: PostgreSQL's lexical rules and grammar, and the literal-free shape of a
 * statement that plans are remembered under.
 *
 * <p>Nothing here knows the catalogue, types or functions: what is checked is what PostgreSQL's own
 * grammar checks, with its texts, codes and positions. {@link io.holdfast.sql.parse.Parser} is
 * stateless to its callers and usable from any thread; a {@link io.holdfast.sql.parse.Normaliser}
 * belongs to one session and is used by one thread at a time.
 *
 * <p>Invariant: parser and normaliser read the text with the same scanner and number the lifted
 * literals with the same rule, so that slot {@code n} of a tree is literal {@code n} of the
 * normalised text. Depth and length are bounded: a text can make the parser fail, never overflow.
 */
@NullMarked
package io.holdfast.sql.parse;

import org.jspecify.annotations.NullMarked;
