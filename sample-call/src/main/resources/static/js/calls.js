// The part of the HTTP interface that is about calls.

import { call } from "/common/api.js";

export const loadCall = () => call("GET", "/api/call");
export const begin = (contact, video) => call("POST", "/api/calls", { contact, video });
export const accept = (id) => call("POST", `/api/calls/${id}/accept`);
export const refuse = (id) => call("POST", `/api/calls/${id}/refuse`);
export const hangUp = (id) => call("POST", `/api/calls/${id}/hang-up`);
export const move = (id) => call("POST", `/api/calls/${id}/move`);
export const loadMissed = () => call("GET", "/api/missed");
export const markMissedSeen = () => call("POST", "/api/missed/seen");
