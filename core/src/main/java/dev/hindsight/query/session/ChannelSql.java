package dev.hindsight.query.session;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Set;

/**
 * How a session was won, told from what it began with: the source, medium and campaign that its first page was tagged with, the
 * click ids of advertisements, and the referring domain. The groups are PostHog's; the contract does not say how they are told
 * apart, so these rules are our own. Upper and lower case are the same. The first rule that holds decides:
 *
 * <ol>
 *   <li>{@code Cross Network}: the campaign contains "cross-network".
 *   <li>Paid, when the medium is cpc, cpm, cpv, cpa, ppc or retargeting, or begins with "paid", or Google's click id is there:
 *       {@code Paid Search}, {@code Paid Social}, {@code Paid Video} or {@code Paid Shopping} by the source; {@code Paid
 *       Shopping} for a campaign with "shopping"; then by the referring domain; {@code Paid Search} for Google's click id;
 *       {@code Paid Video} for a campaign with "video"; {@code Paid Social} for Facebook's click id; else {@code Paid Unknown}.
 *   <li>{@code Direct}: no source (or "direct"), no medium, no Facebook click id, and {@code $direct} as the referring domain.
 *   <li>{@code Organic Search}, {@code Organic Social}, {@code Organic Video}, {@code Organic Shopping} or {@code AI} by the
 *       source.
 *   <li>{@code Email}, {@code SMS}, {@code Push}, {@code Audio}, {@code Affiliate} or an organic group by the medium.
 *   <li>{@code Organic Shopping} for a campaign with "shopping".
 *   <li>The groups of the fourth rule by the referring domain.
 *   <li>{@code Organic Video} for a campaign with "video", {@code Organic Social} for Facebook's click id, {@code Referral} for
 *       any other referring domain or the medium "referral", else {@code Unknown}.
 * </ol>
 */
final class ChannelSql {
    /** What the channel is told from. */
    static final Set<SessionField> READS = Set.of(
            SessionField.ENTRY_UTM_SOURCE,
            SessionField.ENTRY_UTM_MEDIUM,
            SessionField.ENTRY_UTM_CAMPAIGN,
            SessionField.ENTRY_REFERRING_DOMAIN,
            SessionField.ENTRY_GCLID,
            SessionField.ENTRY_FBCLID);

    /** The channel, a column of {@link #from}. */
    static final Sql TYPE = Sql.of("channel");

    private static final String PAID = "^(?:cpc|cpm|cpv|cpa|ppc|retargeting|paid.*)$";

    /** By their mediums, in the order in which they are looked through. */
    private static final List<List<String>> MEDIUMS = List.of(
            List.of("Email", "^e[-_ ]?mail|newsletter"),
            List.of("SMS", "^sms$"),
            List.of("Push", "push$|^(?:push|mobile|notification)"),
            List.of("Audio", "^(?:audio|podcast)$"),
            List.of("Affiliate", "^affiliates?$"),
            List.of("Organic Social", "^social"),
            List.of("Organic Video", "video"),
            List.of("Organic Search", "^(?:organic|search)$"),
            List.of("Organic Shopping", "^shopping$"));

    private final Dialect dialect;

    ChannelSql(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A table with {@link #TYPE} beside the columns of a table that has the aggregates of {@link #READS}. */
    Sql from(Sql grouped) {
        Sql lowered = Sql.format(
                "(SELECT grouped.*, {}, {}, {}, {} FROM {}) lowered",
                lower("source"),
                lower("medium"),
                lower("campaign"),
                Sql.format("{} AS referrer", dialect.functions().lower(Sql.of("first_referring_domain"))),
                grouped);
        Sql kinds = Sql.format(
                "(SELECT lowered.*, {} AS source_kind, {} AS referrer_kind, {} AS medium_kind FROM {}) kinds",
                kind("source"),
                kind("referrer"),
                mediumKind(),
                lowered);
        return Sql.format("(SELECT kinds.*, {} AS channel FROM {}) with_channel", type(), kinds);
    }

    private Sql lower(String name) {
        return Sql.format("{} AS " + name, dialect.functions().lower(Sql.of("first_utm_" + name)));
    }

    private Sql kind(String column) {
        Sql cases = Sql.of("CASE");
        for (Channels channels : Channels.all()) {
            cases = cases.then(Sql.format(
                    "WHEN {} THEN '" + channels.name() + "'", dialect.matches(Sql.of(column), channels.pattern())));
        }
        return cases.then("END");
    }

    private Sql mediumKind() {
        Sql cases = Sql.of("CASE");
        for (List<String> medium : MEDIUMS) {
            cases = cases.then(Sql.format(
                    "WHEN {} THEN '" + medium.get(0) + "'", dialect.matches(Sql.of("medium"), medium.get(1))));
        }
        return cases.then("END");
    }

    private Sql type() {
        return Sql.format(
                "CASE WHEN {} THEN 'Cross Network' WHEN {} OR first_gclid IS NOT NULL THEN coalesce({}, {}, {},"
                        + " CASE WHEN first_gclid IS NOT NULL THEN 'Paid Search' END, {},"
                        + " CASE WHEN first_fbclid IS NOT NULL THEN 'Paid Social' END, 'Paid Unknown')"
                        + " WHEN referrer = '$direct' AND medium IS NULL AND first_fbclid IS NULL"
                        + " AND coalesce(source, 'direct') IN ('direct', '(direct)') THEN 'Direct'"
                        + " ELSE coalesce({}, medium_kind, {}, {}, {},"
                        + " CASE WHEN first_fbclid IS NOT NULL THEN 'Organic Social'"
                        + " WHEN referrer <> '$direct' OR medium = 'referral' THEN 'Referral' END, 'Unknown') END",
                dialect.matches(Sql.of("campaign"), "cross-network"),
                dialect.matches(Sql.of("medium"), PAID),
                paid("source_kind"),
                ofCampaign("shopping", "Paid Shopping"),
                paid("referrer_kind"),
                ofCampaign("video", "Paid Video"),
                organic("source_kind"),
                ofCampaign("shopping", "Organic Shopping"),
                organic("referrer_kind"),
                ofCampaign("video", "Organic Video"));
    }

    private static Sql paid(String kind) {
        return Sql.of("CASE WHEN " + kind + " <> 'AI' THEN 'Paid ' || " + kind + " END");
    }

    private static Sql organic(String kind) {
        return Sql.of("CASE WHEN " + kind + " = 'AI' THEN 'AI' ELSE 'Organic ' || " + kind + " END");
    }

    private Sql ofCampaign(String word, String type) {
        return Sql.format("CASE WHEN {} THEN '" + type + "' END", dialect.matches(Sql.of("campaign"), word));
    }
}
