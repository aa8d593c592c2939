package dev.hindsight.sharing;

import dev.hindsight.project.Project;

/** What a valid token leads to: something to look at, or the question for a password. */
public sealed interface Share permits OpenShare, LockedShare {
    Project project();

    ShareTarget target();

    ShareSettings settings();

    /** The same right, with another look. */
    Share with(ShareSettings look);

    /** The end of the token, which is all of it that a log may hold. */
    String tokenSuffix();
}
