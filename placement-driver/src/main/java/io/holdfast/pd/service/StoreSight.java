package io.holdfast.pd.service;

/**
 * A store as the leader sees it.
 *
 * @param state {@code Up}, {@code Disconnected} or {@code Down} by the time of its last heart-beat,
 *     {@code Offline} or {@code Tombstone} when it leaves or has left
 * @param silentSeconds since its last heart-beat
 */
public record StoreSight(long id, String address, String state, long silentSeconds) {}
