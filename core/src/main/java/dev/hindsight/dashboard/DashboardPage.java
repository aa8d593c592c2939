package dev.hindsight.dashboard;

import java.util.List;

/**
 * A part of a list.
 *
 * @param count how many dashboards there are on all pages
 * @param dashboards without their tiles
 */
public record DashboardPage(long count, List<Dashboard> dashboards) {
    public DashboardPage {
        dashboards = List.copyOf(dashboards);
    }
}
