package dev.hindsight.sharing;

import dev.hindsight.project.Project;
import java.util.Objects;

/** A share that asks for a password first. It shows nothing but how it looks. */
public final class LockedShare implements Share {
    private static final int SUFFIX = 6;

    private final Project project;
    private final ShareStore.Row row;
    private final ShareStore.Row active;
    private final ShareSettings settings;

    /**
     * A share.
     *
     * @param row of the token, which may have been replaced
     * @param active of the token that replaces it, or the same: what is set there holds
     */
    LockedShare(Project project, ShareStore.Row row, ShareStore.Row active) {
        this(project, row, active, Objects.requireNonNullElse(active.settings(), ShareSettings.NONE));
    }

    private LockedShare(Project project, ShareStore.Row row, ShareStore.Row active, ShareSettings settings) {
        this.project = project;
        this.row = row;
        this.active = active;
        this.settings = settings;
    }

    @Override
    public Project project() {
        return project;
    }

    @Override
    public ShareTarget target() {
        return active.target();
    }

    @Override
    public ShareSettings settings() {
        return settings;
    }

    @Override
    public LockedShare with(ShareSettings look) {
        return new LockedShare(project, row, active, look);
    }

    @Override
    public String tokenSuffix() {
        return token().substring(Math.max(0, token().length() - SUFFIX));
    }

    String token() {
        return row.accessToken();
    }

    boolean needsPassword() {
        return active.passwordRequired();
    }

    /** Of the token's own row: a session is for one token. */
    long configurationId() {
        return row.id();
    }

    /** Of the row that holds the passwords. */
    long activeId() {
        return active.id();
    }
}
