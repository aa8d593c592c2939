package dev.hindsight.query.element;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CSS selector as a pattern over a chain of elements, innermost first. It knows tags, {@code *}, {@code .class}, {@code #id},
 * {@code [attribute="value"]}, {@code :nth-child(n)}, {@code :nth-of-type(n)}, descendants and {@code >}.
 */
final class ElementSelector {
    private static final String NAME = "[\\w-]+";
    private static final Pattern PART = Pattern.compile("(?<tag>\\*|" + NAME + ")?(?<rest>(?:\\." + NAME + "|#" + NAME
            + "|\\[" + NAME + "=(?:\"[^\"]*\"|'[^']*'|" + NAME + ")\\]|:nth-(?:child|of-type)\\(\\d{1,5}\\))*)");
    private static final Pattern FEATURE = Pattern.compile("\\.(?<class>" + NAME + ")|#(?<id>" + NAME + ")|\\[(?<key>"
            + NAME + ")=(?:\"(?<double>[^\"]*)\"|'(?<single>[^']*)'|(?<bare>" + NAME
            + "))\\]|:(?<nth>nth-(?:child|of-type))\\((?<number>\\d+)\\)");
    private static final Pattern BETWEEN = Pattern.compile("\\s*>\\s*|\\s+");
    private static final int MAX_PARTS = 20;

    private ElementSelector() {}

    /** The pattern, to be matched where an element begins; empty when the selector is not understood. */
    static Optional<String> pattern(String selector) {
        String left = selector.strip();
        List<String> elements = new ArrayList<>();
        List<Boolean> children = new ArrayList<>();
        Matcher part = PART.matcher(left);
        Matcher between = BETWEEN.matcher(left);
        int at = 0;
        while (true) {
            part.region(at, left.length());
            if (!part.lookingAt() || part.end() == at || elements.size() == MAX_PARTS) {
                return Optional.empty();
            }
            elements.add(element(part.group("tag"), part.group("rest")));
            at = part.end();
            if (at == left.length()) {
                return Optional.of(joined(elements, children));
            }
            between.region(at, left.length());
            if (!between.lookingAt()) {
                return Optional.empty();
            }
            children.add(between.group().contains(">"));
            at = between.end();
        }
    }

    private static String joined(List<String> elements, List<Boolean> children) {
        int last = elements.size() - 1;
        StringBuilder pattern = new StringBuilder(elements.get(last));
        for (int i = last - 1; i >= 0; i--) {
            pattern.append(';');
            if (!children.get(i)) {
                pattern.append("(?:").append(ElementsChain.ATTRIBUTES).append(";)*?");
            }
            pattern.append(elements.get(i));
        }
        return pattern.append("(?:;|$)").toString();
    }

    /** One element to its end. Chains list the classes in order, and the attributes behind a colon. */
    private static String element(@Nullable String tag, String rest) {
        TreeSet<String> classes = new TreeSet<>();
        TreeSet<String> attributes = new TreeSet<>();
        Matcher feature = FEATURE.matcher(rest);
        while (feature.find()) {
            if (feature.group("class") != null) {
                classes.add(feature.group("class"));
            } else if (feature.group("id") != null) {
                attributes.add(attribute("id", feature.group("id")));
            } else if (feature.group("nth") != null) {
                attributes.add(attribute(feature.group("nth"), feature.group("number")));
            } else {
                String value = feature.group("double") != null
                        ? feature.group("double")
                        : feature.group("single") != null ? feature.group("single") : feature.group("bare");
                attributes.add(attribute(feature.group("key"), value));
            }
        }
        StringBuilder pattern =
                new StringBuilder(tag == null || tag.equals("*") ? "[^.:;\"]*" : ElementsChain.quote(tag));
        for (String name : classes) {
            pattern.append("(?:\\.[^.:;\"]+)*?\\.").append(ElementsChain.quote(name));
        }
        pattern.append("(?:\\.[^.:;\"]+)*");
        if (attributes.isEmpty()) {
            return pattern.append("(?::")
                    .append(ElementsChain.ATTRIBUTES)
                    .append(")?")
                    .toString();
        }
        return pattern.append(':').append(inAnyOrder(List.copyOf(attributes))).toString();
    }

    /** Patterns have no way to say "and also", so the orders are written out; chains list attributes by name, mostly. */
    private static String inAnyOrder(List<String> attributes) {
        String between = ElementsChain.ATTRIBUTES;
        String forward = String.join(between, attributes);
        List<String> turned = new ArrayList<>(attributes);
        Collections.reverse(turned);
        String either = attributes.size() == 1 ? forward : "(?:" + forward + "|" + String.join(between, turned) + ")";
        return between + either + between;
    }

    private static String attribute(String key, String value) {
        return "(?:attr__|attr_)?" + ElementsChain.quote(key) + "=\"" + ElementsChain.quote(value.replace("\"", "\\\""))
                + "\"";
    }
}
