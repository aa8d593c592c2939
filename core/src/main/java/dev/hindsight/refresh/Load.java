package dev.hindsight.refresh;

import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLoad;

/** What is at work just now, for whoever measures. Thread-safe. */
public final class Load {
    private final Runs runs;
    private final RunStore store;
    private final Engine engine;

    Load(Runs runs, RunStore store, Engine engine) {
        this.runs = runs;
        this.store = store;
        this.engine = engine;
    }

    /** How many calculations this node is at, those that wait for the engine included. */
    public int running() {
        return runs.running();
    }

    /**
     * How many questions, of all nodes, were left to the background and are not begun. Asks the metadata database.
     *
     * @throws RuntimeException when it does not answer
     */
    public long queued() {
        return store.queueLength();
    }

    /** What the engine of this node is at. */
    public EngineLoad engine() {
        return engine.load();
    }
}
