package io.holdfast.pd.server;

/**
 * What a member says about itself to the process around it.
 *
 * @param serving leads and answers requests
 * @param stores stores known, whatever their state
 * @param regions regions in the leader's picture
 * @param operators changes under way
 * @param timestamps handed out since the start of the process
 * @param appliedIndex last entry of the log the state stands for
 * @param snapshotIndex last entry that a durable snapshot stands for
 */
public record PdStatus(
    long clusterId,
    boolean serving,
    boolean bootstrapped,
    int stores,
    int regions,
    int operators,
    long timestamps,
    long appliedIndex,
    long snapshotIndex) {}
