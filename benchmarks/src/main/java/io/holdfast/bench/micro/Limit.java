package io.holdfast.bench.micro;

/**
 * One limit of the machine, measured in the same run.
 *
 * @param name what was done
 * @param shape how, for people
 * @param cpuMicros processor time of one, of whoever serves it
 */
public record Limit(String name, String shape, double cpuMicros) {}
