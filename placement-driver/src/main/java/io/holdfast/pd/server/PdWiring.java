package io.holdfast.pd.server;

import io.holdfast.pd.state.CommandLog;
import java.util.function.UnaryOperator;

/**
 * Parts of a member that can be exchanged: tests plant bugs here and see whether they are found.
 *
 * @param commandLog wraps the way in which the leader changes the replicated state
 */
public record PdWiring(UnaryOperator<CommandLog> commandLog) {
  /** As it should be. */
  public static PdWiring standard() {
    return new PdWiring(UnaryOperator.identity());
  }
}
