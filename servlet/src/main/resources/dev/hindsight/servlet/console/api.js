// Talks to the API, and to nothing else.

import { texts } from "./texts.js";

const root = document.documentElement.dataset.root;
let proof = null;

export class ApiError extends Error {
  constructor(status, body) {
    // A calculation that failed says so in its status.
    super(body?.detail ?? body?.query_status?.error_message ?? `HTTP ${status}`);
    this.status = status;
    this.attr = body?.attr ?? null;
  }
}

/** What a calculation in the background ended with; where it names a field, it is about the question. */
export function failureOf(status) {
  return new ApiError(status.error_attr ? 400 : 500, { detail: status.error_message, attr: status.error_attr });
}

export const signedOut = new EventTarget();

export async function send(method, path, body, headers = {}, signal = null) {
  const options = { method, headers: { Accept: "application/json", "x-posthog-client": "console", ...headers }, credentials: "same-origin", signal };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  if (proof && method !== "GET") {
    options.headers["X-CSRFToken"] = proof;
  }
  const response = await fetch(root + path, options);
  const text = await response.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // Not from the application: a proxy's page says nothing to people here.
  }
  if (!response.ok) {
    if (response.status === 401 && path !== "/console/session") {
      signedOut.dispatchEvent(new Event("ended"));
    }
    throw new ApiError(response.status, json);
  }
  return { json, status: response.status, etag: response.headers.get("ETag") };
}

function keep(session) {
  proof = session.csrf_token ?? null;
  return session;
}

export const session = {
  current: async () => keep((await send("GET", "/console/session")).json),
  begin: async key => keep((await send("POST", "/console/session", { personal_api_key: key })).json),
  end: async () => {
    await send("DELETE", "/console/session");
    proof = null;
  }
};

export function link(path) {
  return root + path;
}

/** Asks the API for what is about no project; the answer, null when it says nothing. */
export async function request(method, path, body) {
  return (await send(method, path, body)).json;
}

/** Whether the key that somebody signed in with may do something; whoever has none may do what they may. */
export function allows(signedIn, thing, write) {
  const scopes = signedIn.scopes;
  return !scopes || scopes.some(scope => scope === "*" || scope === `${thing}:write` || (!write && scope === `${thing}:read`));
}

/** The projects in reach; a key that may not list them still has a current one. */
export async function projects(signedIn) {
  return allows(signedIn, "project", false)
    ? (await send("GET", "/api/projects/?limit=200")).json.results
    : [{ id: "@current", name: "" }];
}

function pauseOf(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

export class Project {
  /**
   * @param signedIn whoever asks
   * @param organization that it belongs to
   */
  constructor(id, signedIn, organization = "@current") {
    this.id = id;
    this.organization = organization;
    this.signedIn = signedIn;
    this.writes = allows(signedIn, "insight", true);
    this.asks = allows(signedIn, "query", false);
    this.path = `/api/projects/${encodeURIComponent(id)}`;
  }

  /** Whether the key may read, or write, one kind of thing; rules about single things come on top. */
  may(thing, write = false) {
    return allows(this.signedIn, thing, write);
  }

  /** Asks for something below the project, such as `/insights/1/sharing/`. */
  async call(method, below, body, etag) {
    return (await send(method, this.path + below, body, etag ? { "If-Match": etag } : {})).json;
  }

  async members() {
    return (await send("GET", `/api/organizations/${this.organization}/members/?limit=1000`)).json.results;
  }

  async roles() {
    return (await send("GET", `/api/organizations/${this.organization}/roles/?limit=1000`)).json.results;
  }

  async list(parameters) {
    const query = new URLSearchParams({ basic: "true", order: "-last_modified_at", ...parameters });
    return (await send("GET", `${this.path}/insights/?${query}`)).json;
  }

  /** Without the right to ask how far a calculation is, one has to wait for it. */
  mode(wanted) {
    return this.asks ? wanted : wanted.replace("async", "blocking");
  }

  async insight(id, wanted) {
    const { json, etag } = await send("GET", `${this.path}/insights/${encodeURIComponent(id)}/?refresh=${this.mode(wanted)}`);
    return { insight: json, etag };
  }

  async create(body) {
    return (await send("POST", `${this.path}/insights/`, body)).json;
  }

  /** Changes an insight; with an etag only if nobody else did meanwhile. */
  async change(id, body, etag) {
    const { json, etag: now } = await send("PATCH", `${this.path}/insights/${id}/`, body, etag ? { "If-Match": etag } : {});
    return { insight: json, etag: now };
  }

  async ask(query) {
    return (await send("POST", `${this.path}/query/`, { query, refresh: "async" })).json;
  }

  /**
   * Asks, and waits for the answer, too.
   *
   * @param tell hears how the calculation gets on
   * @param signal stops it
   * @return null when it was stopped
   */
  async answer(query, tell, signal) {
    const answer = await this.ask(query);
    const running = answer.query_status;
    if (!running || running.complete) {
      return answer;
    }
    const status = await this.wait(running.id, tell, signal);
    if (!status) {
      await this.cancel(running.id);
      return null;
    }
    if (status.error) {
      throw failureOf(status);
    }
    return status.results ?? {};
  }

  csv(id) {
    return link(`${this.path}/insights/${id}.csv`);
  }

  async cancel(queryId) {
    await send("DELETE", `${this.path}/query/${encodeURIComponent(queryId)}/`);
  }

  /**
   * Waits for a calculation in the background.
   *
   * @param tell hears of each status until it is complete
   * @param signal ends the waiting, not the calculation
   * @return the last status, or null when the waiting was ended
   */
  async wait(queryId, tell, signal) {
    const path = `${this.path}/query/${encodeURIComponent(queryId)}/?show_progress=true`;
    try {
      for (let pause = 150; ; pause = Math.min(pause * 1.5, 2000)) {
        const { query_status: status } = (await send("GET", path, undefined, {}, signal)).json;
        if (status.complete || status.error) {
          return status;
        }
        tell(status);
        await pauseOf(pause, signal);
      }
    } catch (error) {
      if (signal.aborted) {
        return null;
      }
      if (error.status === 404) {
        throw new ApiError(404, { detail: texts.errors.gone });
      }
      throw error;
    }
  }
}
