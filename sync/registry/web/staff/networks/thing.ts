// What drafts are made of: a network or an editorial page. The registry does the same with both; here is what differs.
import type { Clash } from "./merge";
import type { Site } from "./model";

export interface Change {
  pointer: string;
  name: string; // of the field
  before: string;
  after: string;
}

// Three versions on the way to one: `finish` gives it, once each clash has been decided.
export interface Merging<T> {
  clashes: Clash[];
  taken: string[]; // what came from the other side alone
  nameOf: (pointer: string) => string;
  textOf: (pointer: string, value: unknown) => string;
  finish: (chosen: Record<string, "mine" | "theirs">) => T;
}

export interface Thing<T> {
  type: "network" | "page";
  api: string; // "v1/staff/…"
  versions: string;
  path: string; // of this page
  words: { one: string; the: string; back: string; begun: string; taking: string; taken: string };
  tidy: (body: T) => T; // as it is sent
  changes: (before: T, after: T, site: Site) => Change[];
  merging: (base: T | null, mine: T, theirs: T, site: Site) => Merging<T>;
}
