// The HTTP interface of the messenger. Whatever changes something carries the token of this server process.

let token = "";

/** Something that the server, or the way to it, refused; the message is for the user. */
export class ApiError extends Error {}

export async function loadSelf() {
  const self = await call("GET", "/api/self");
  token = self.csrfToken;
  return self;
}

export const loadContacts = () => call("GET", "/api/contacts");
export const loadStatus = () => call("GET", "/api/status");
export const invite = (id, name) => call("POST", "/api/contacts", { id, name });
export const accept = (id) => call("POST", `/api/contacts/${id}/accept`);
export const decline = (id) => call("POST", `/api/contacts/${id}/decline`);
export const open = (id) => call("POST", `/api/contacts/${id}/open`);
export const markRead = (id) => call("POST", `/api/contacts/${id}/read`);
export const remove = (id) => call("DELETE", `/api/contacts/${id}`);
export const loadNewest = (id) => call("GET", `/api/contacts/${id}/messages`);
export const loadOlder = (id, before) => call("GET", `/api/contacts/${id}/messages?before=${before}`);
export const loadChanges = (id, since) => call("GET", `/api/contacts/${id}/messages?since=${since}`);
export const send = (id, messageId, text) => call("POST", `/api/contacts/${id}/messages`, { id: messageId, text });

async function call(method, path, body, renewed = false) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError("The messenger does not answer. Is it still running?");
  }
  if (response.status === 403 && method !== "GET" && !renewed) {
    await loadSelf();
    return call(method, path, body, true);
  }
  if (!response.ok) {
    throw new ApiError(await detail(response));
  }
  return response.status === 204 ? undefined : response.json();
}

async function detail(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? `The messenger answered ${response.status}.`;
  } catch {
    return `The messenger answered ${response.status}.`;
  }
}
