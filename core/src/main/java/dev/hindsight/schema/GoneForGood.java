package dev.hindsight.schema;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.hindsight.error.Outage;
import java.sql.SQLException;

/**
 * Has a pool throw a connection away after any outage. It knows those of the standard by itself; but H2 closes a database whose
 * disk was full, and PostgreSQL becomes read-only where another server has taken over, and only a new connection gets further.
 */
final class GoneForGood implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return Outage.isCauseOf(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
