package dev.hindsight.sharing;

import dev.hindsight.project.Project;
import org.jspecify.annotations.Nullable;

/**
 * The right to look at one thing, and at nothing else, now. Only {@link ShareDoor} hands it out. Its holder is no caller: they
 * have no account and no level.
 */
public final class OpenShare implements Share {
    private final LockedShare share;
    private final @Nullable Long passwordId;

    OpenShare(LockedShare share, @Nullable Long passwordId) {
        this.share = share;
        this.passwordId = passwordId;
    }

    @Override
    public Project project() {
        return share.project();
    }

    @Override
    public ShareTarget target() {
        return share.target();
    }

    @Override
    public ShareSettings settings() {
        return share.settings();
    }

    @Override
    public OpenShare with(ShareSettings look) {
        return new OpenShare(share.with(look), passwordId);
    }

    @Override
    public String tokenSuffix() {
        return share.tokenSuffix();
    }

    /** The token that they came with, which the page that they get repeats. */
    public String accessToken() {
        return share.token();
    }

    /** The password that they came with; null when none was needed. */
    public @Nullable Long passwordId() {
        return passwordId;
    }

    long configurationId() {
        return share.configurationId();
    }
}
