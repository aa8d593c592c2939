package dev.hindsight.engine;

/**
 * How much an engine does at once, in all and for one project.
 *
 * @param concurrency how many queries run at the same time, at least 1
 * @param queue how many more may wait for their turn
 * @param projectConcurrency how many of one project run at the same time, from 1 to {@code concurrency}
 * @param projectQueue how many of one project may wait, at most {@code queue}
 */
public record EngineLimits(int concurrency, int queue, int projectConcurrency, int projectQueue) {
    public EngineLimits {
        boolean inAll = concurrency >= 1 && queue >= 0;
        boolean ofOne = projectConcurrency >= 1
                && projectConcurrency <= concurrency
                && projectQueue >= 0
                && projectQueue <= queue;
        if (!inAll || !ofOne) {
            throw new IllegalArgumentException("concurrency " + concurrency + ", queue " + queue + ", of one project "
                    + projectConcurrency + " and " + projectQueue);
        }
    }

    /** One project gets all slots but one, if there are several, and half of the queue. */
    public EngineLimits(int concurrency, int queue) {
        this(concurrency, queue, ofOneProject(concurrency), halfOf(queue));
    }

    /** How many slots one project gets where nobody says so: all but one, or the only one. */
    public static int ofOneProject(int concurrency) {
        return Math.max(1, concurrency - 1);
    }

    /** How many places of the queue one project gets where nobody says so: half of them, rounded up. */
    public static int halfOf(int queue) {
        return queue - queue / 2;
    }

    /** How many queries run at once where nobody says so: one project may use every processor, and others one slot more. */
    public static int slotsOfThisMachine() {
        return Runtime.getRuntime().availableProcessors() + 1;
    }

    /** One slot more than there are processors, and 64 waiting. */
    public static EngineLimits ofThisMachine() {
        return new EngineLimits(slotsOfThisMachine(), 64);
    }
}
