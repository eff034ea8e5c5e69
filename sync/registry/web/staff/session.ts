// Who is signed in, and the question that comes over the page when that is over.
import { store } from "./store";

export type Role = "editor" | "secretariat" | "administrator";
export const roles: Role[] = ["editor", "secretariat", "administrator"];
export const roleNames: Record<Role, string> = {
  editor: "Netværksredaktør", secretariat: "Sekretariatet", administrator: "Administrator",
};

export interface Session {
  name: string;
  role: Role;
  csrf: string;
  second_factor: boolean;
  proof: "code" | "password" | "provider"; // how one shows again who one is
  recovery_left: number;
  networks: string[];
  needs?: "code" | "set_up"; // it is half until that is done
}

export const session = store<Session | null>(null);

export function setSession(value: Session | null): void {
  session.set(value);
}

export function isWhole(value: Session | null): value is Session {
  return value !== null && value.needs === undefined;
}

export function mayDo(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

// ---- signing in again without leaving the page: parts/again.tsx shows the question while somebody waits ----
export const waiting = store<number>(0);
let waiters: { done: () => void; fail: (error: unknown) => void }[] = [];

export function signInAgain(): Promise<void> {
  return new Promise((done, fail) => {
    waiters.push({ done, fail });
    waiting.set(waiters.length);
  });
}

export function signedInAgain(): void {
  const all = waiters;
  waiters = [];
  waiting.set(0);
  for (const one of all) one.done();
}

// ---- showing again who one is, before what is grave: parts/prove.tsx asks, in the same way ----
export const proving = store<number>(0);
let provers: { done: () => void; fail: (error: unknown) => void }[] = [];

export function proveAgain(): Promise<void> {
  return new Promise((done, fail) => {
    provers.push({ done, fail });
    proving.set(provers.length);
  });
}

export function endProving(error?: unknown): void {
  const all = provers;
  provers = [];
  proving.set(0);
  for (const one of all) error === undefined ? one.done() : one.fail(error);
}

export function gaveUp(error: unknown): void {
  const all = waiters;
  waiters = [];
  waiting.set(0);
  for (const one of all) one.fail(error);
}
