package dev.hindsight.sharing;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who opened what is shared, and when. */
final class VisitStore {
    /** Older visits are forgotten: addresses are not to be kept for ever. */
    private static final Duration KEPT = Duration.ofDays(365);

    private static final int LONGEST_ADDRESS = 64;

    private VisitStore() {}

    /**
     * Notes a visit, the first of its minute with this token from this address: however often somebody loads a page, that adds
     * no more than a row a minute.
     *
     * @return whether it was the first
     */
    static boolean note(Handle handle, OpenShare share, @Nullable String address, Instant at) {
        String from = address == null ? null : address.substring(0, Math.min(LONGEST_ADDRESS, address.length()));
        if (isNoted(handle, share, from, at)) {
            return false;
        }
        // Only the first ones of a minute have to wait for each other, so that one of them is noted.
        ShareStore.lock(handle, share.configurationId());
        if (isNoted(handle, share, from, at)) {
            return false;
        }
        handle.createUpdate("insert into hindsight.share_visit (project_id, insight_id, dashboard_id,"
                        + " sharing_configuration_id, share_password_id, client_address, visited_at)"
                        + " select c.project_id, c.insight_id, c.dashboard_id, c.id, cast(:password as bigint),"
                        + " cast(:address as varchar(64)), cast(:at as timestamp(6) with time zone)"
                        + " from hindsight.sharing_configuration c where c.id = :configuration")
                .bind("configuration", share.configurationId())
                .bind("password", share.passwordId())
                .bind("address", from)
                .bind("at", at)
                .execute();
        return true;
    }

    private static boolean isNoted(Handle handle, OpenShare share, @Nullable String address, Instant at) {
        Instant minute = at.truncatedTo(ChronoUnit.MINUTES);
        return handle.createQuery("select 1 from hindsight.share_visit c" + ShareStore.where(share.target())
                        + " and c.visited_at >= :minute and c.visited_at < :next"
                        + " and c.sharing_configuration_id = :configuration"
                        + " and c.client_address is not distinct from cast(:address as varchar(64)) limit 1")
                .bindMethods(share.target())
                .bind("minute", minute)
                .bind("next", minute.plus(Duration.ofMinutes(1)))
                .bind("configuration", share.configurationId())
                .bind("address", address)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Forgets the visits, of everything that is shared, that are too old to be kept. */
    static void forget(Handle handle, Instant now) {
        handle.createUpdate("delete from hindsight.share_visit where visited_at < :oldest")
                .bind("oldest", now.minus(KEPT))
                .execute();
    }

    /** @param offset from 0; beyond the end the page is empty */
    static ShareVisit.Page page(Handle handle, ShareTarget target, int limit, long offset) {
        long total = handle.createQuery("select count(*) from hindsight.share_visit c" + ShareStore.where(target))
                .bindMethods(target)
                .mapTo(Long.class)
                .one();
        if (offset >= total) {
            return new ShareVisit.Page(total, List.of());
        }
        return new ShareVisit.Page(
                total,
                handle.createQuery("select c.visited_at, c.client_address, c.share_password_id, p.note"
                                + " from hindsight.share_visit c"
                                + " left join hindsight.share_password p on p.id = c.share_password_id"
                                + ShareStore.where(target)
                                + " order by c.visited_at desc, c.id desc limit :limit offset :offset")
                        .bindMethods(target)
                        .bind("limit", limit)
                        .bind("offset", offset)
                        .map((row, context) -> new ShareVisit(
                                row.getObject("visited_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getString("client_address"),
                                row.getObject("share_password_id", Long.class),
                                row.getString("note")))
                        .list());
    }
}
