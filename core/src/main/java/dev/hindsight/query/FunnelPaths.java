package dev.hindsight.query;

/**
 * A funnel that paths are cut by (contract queries 6.3, {@code funnelPathsFilter}).
 *
 * @param point whose paths: those who did a step, or got no further
 */
public record FunnelPaths(Type type, FunnelsQuery funnel, FunnelPoint point) {
    /** Which part of what somebody did. */
    public enum Type implements Wire {
        /** Up to the step. */
        BEFORE_STEP,
        /** From the step before to the step. */
        BETWEEN_STEPS,
        /** From the step on. */
        AFTER_STEP;

        @Override
        public String wire() {
            return "funnel_path_" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
