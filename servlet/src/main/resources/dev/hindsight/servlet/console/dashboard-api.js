// What the API has about the dashboards of a project.

import { send, allows } from "./api.js";

export class Dashboards {
  /** @param signedIn whoever asks */
  constructor(project, signedIn) {
    this.project = project;
    this.path = `${project.path}/dashboards/`;
    this.writes = allows(signedIn, "dashboard", true);
    this.reads = allows(signedIn, "dashboard", false);
    this.readsInsights = allows(signedIn, "insight", false);
  }

  async list(parameters) {
    return (await send("GET", `${this.path}?${new URLSearchParams(parameters)}`)).json;
  }

  async create(body) {
    return (await send("POST", this.path, body)).json;
  }

  /**
   * A dashboard with its tiles and their answers.
   *
   * @param wanted how new the answers are to be
   * @param filters laid over its own for this reading; null: none
   */
  async get(id, wanted, filters) {
    const query = new URLSearchParams({ refresh: this.project.mode(wanted), ...(filters ? { filters_override: JSON.stringify(filters) } : {}) });
    const { json, etag } = await send("GET", `${this.path}${encodeURIComponent(id)}/?${query}`);
    return { dashboard: json, etag };
  }

  /** An insight as a dashboard shows it, with the answer that is kept. */
  async insight(dashboardId, tile, filters) {
    if (!this.readsInsights) {
      const { dashboard } = await this.get(dashboardId, "force_cache", filters);
      return dashboard.tiles.find(each => each.id === tile.id)?.insight ?? tile.insight;
    }
    const query = new URLSearchParams({ refresh: "force_cache", from_dashboard: dashboardId, ...(filters ? { filters_override: JSON.stringify(filters) } : {}) });
    return (await send("GET", `${this.project.path}/insights/${tile.insight.id}/?${query}`)).json;
  }

  /** Changes a dashboard; with an etag only if nobody else did meanwhile. */
  async change(id, body, etag) {
    const { json, etag: now } = await send("PATCH", `${this.path}${encodeURIComponent(id)}/`, body, etag ? { "If-Match": etag } : {});
    return { dashboard: json, etag: now };
  }
}

/** Whether somebody may change a dashboard that they see. */
export function isEditable(dashboards, dashboard) {
  return dashboards.writes && dashboard.effective_privilege_level === 37;
}
