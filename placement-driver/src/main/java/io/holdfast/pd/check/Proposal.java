package io.holdfast.pd.check;

/**
 * A plan and what it is for.
 *
 * @param reason for people
 */
public record Proposal(Plan plan, String reason) {}
