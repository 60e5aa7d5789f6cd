// The HTTP interface of a sample. Whatever changes something carries the token of this server process.

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
export const remove = (id) => call("DELETE", `/api/contacts/${id}`);

/** Asks the server and answers what it says; reads the token anew if the server was started again. */
export async function call(method, path, body, renewed = false) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError("This program does not answer. Is it still running?");
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
    return problem.detail ?? `This program answered ${response.status}.`;
  } catch {
    return `This program answered ${response.status}.`;
  }
}
