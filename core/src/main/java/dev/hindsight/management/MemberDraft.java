package dev.hindsight.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.MembershipLevel;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Somebody who is to become a member.
 *
 * @param email at most 254 characters; upper and lower case are the same
 * @param firstName used when nobody has this email yet; may be empty
 */
public record MemberDraft(String email, String firstName, MembershipLevel level) {
    private static final int MAX_EMAIL = 254;
    private static final int MAX_NAME = 150;

    /** Not a proof that mail arrives, only that it is an address and nothing else. */
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>\"(),:;\\[\\]\\\\\\p{Cntrl}]+@[^\\s@<>\"(),:;\\[\\]\\\\\\p{Cntrl}]+");

    /** @throws HindsightException {@code validation_error} naming the field that is wrong */
    public MemberDraft {
        BodyText.check("email", email, MAX_EMAIL);
        if (!EMAIL.matcher(email).matches()) {
            throw HindsightException.invalid("email", "Enter a valid email address.");
        }
        BodyText.check("first_name", firstName, MAX_NAME);
    }

    /** Reads {@code {"email", "first_name"?, "level"?}}; without a level somebody becomes a plain member. */
    public static MemberDraft read(JsonNode json) {
        Body body = new Body(json);
        return new MemberDraft(
                body.requiredText("email", MAX_EMAIL),
                body.text("first_name", MAX_NAME).map(String::strip).orElse(""),
                body.integer("level").map(MemberDraft::level).orElse(MembershipLevel.MEMBER));
    }

    /** Reads {@code {"level"}}. */
    public static MembershipLevel readLevel(JsonNode json) {
        return level(new Body(json).integer("level").orElseThrow(() -> Body.required("level")));
    }

    private static MembershipLevel level(int wireValue) {
        return Arrays.stream(MembershipLevel.values())
                .filter(level -> level.wireValue() == wireValue)
                .findFirst()
                .orElseThrow(() -> HindsightException.invalid(
                        "level", "invalid_choice", "\"" + wireValue + "\" is not a valid choice."));
    }
}
