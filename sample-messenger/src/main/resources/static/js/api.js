// The HTTP interface of the messenger: what it has beyond that of every sample.

import { call } from "/common/api.js";

export const open = (id) => call("POST", `/api/contacts/${id}/open`);
export const markRead = (id) => call("POST", `/api/contacts/${id}/read`);
export const loadNewest = (id) => call("GET", `/api/contacts/${id}/messages`);
export const loadOlder = (id, before) => call("GET", `/api/contacts/${id}/messages?before=${before}`);
export const loadChanges = (id, since) => call("GET", `/api/contacts/${id}/messages?since=${since}`);
export const send = (id, messageId, text) => call("POST", `/api/contacts/${id}/messages`, { id: messageId, text });
