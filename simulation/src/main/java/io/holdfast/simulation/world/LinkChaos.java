package io.holdfast.simulation.world;

/**
 * What a troubled network does to every message. Streams stay reliable and ordered, as on TCP: for
 * them a loss is a broken connection; only methods declared as datagrams see messages lost,
 * repeated or overtaken.
 *
 * @param extraDelayNanosMax added to the delay of each message, uniformly drawn
 * @param loss chance that a datagram is lost
 * @param duplicate chance that a datagram arrives twice
 * @param reorder chance that a datagram is held back for up to ten times the extra delay
 * @param breakage chance that a message breaks the connections between its two nodes
 */
public record LinkChaos(
    long extraDelayNanosMax, double loss, double duplicate, double reorder, double breakage) {
  /** A network without trouble. */
  public static final LinkChaos NONE = new LinkChaos(0, 0, 0, 0, 0);
}
