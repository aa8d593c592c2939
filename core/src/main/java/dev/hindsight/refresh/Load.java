package dev.hindsight.refresh;

import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLoad;

/** What is at work just now, for whoever measures. Thread-safe. */
public final class Load {
    private final Runs runs;
    private final Watch watch;
    private final Engine engine;

    Load(Runs runs, Watch watch, Engine engine) {
        this.runs = runs;
        this.watch = watch;
        this.engine = engine;
    }

    /** How many calculations this node is at, those that wait for the engine included. */
    public int running() {
        return runs.running();
    }

    /** How many questions, of all nodes, were left to the background and not begun when that was looked at, every few seconds. */
    public int queued() {
        return watch.queued();
    }

    /** What the engine of this node is at. */
    public EngineLoad engine() {
        return engine.load();
    }
}
