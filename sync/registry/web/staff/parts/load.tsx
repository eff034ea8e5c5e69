// What is fetched: while it comes, when it failed, and when there is nothing.
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { sentenceOf } from "../api";
import { Icon } from "./icon";

export interface Loading<T> {
  data: T | null; // the newest there is, also while it is fetched again
  error: unknown; // null: none
  busy: boolean;
  again: () => void;
  put: (data: T) => void; // in its place, as when the answer to a change tells what is so now
}

// Fetches anew when one of `on` is another. `fetch` gives up by its signal.
export function useLoad<T>(fetch: (signal: AbortSignal) => Promise<T>, on: unknown[] = []): Loading<T> {
  const [state, setState] = useState<{ data: T | null; error: unknown; busy: boolean }>({ data: null, error: null, busy: true });
  const [round, setRound] = useState(0);
  const asked = useRef(fetch);
  asked.current = fetch;
  const under = useRef<AbortController | null>(null); // what is under way
  useEffect(() => {
    const abort = new AbortController();
    under.current = abort;
    setState((old) => ({ ...old, busy: true }));
    asked.current(abort.signal).then(
      (data) => abort.signal.aborted || setState({ data, error: null, busy: false }),
      (error: unknown) => abort.signal.aborted || setState((old) => ({ ...old, error, busy: false })),
    );
    return () => abort.abort();
  }, [round, ...on]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const put = useCallback((data: T) => {
    under.current?.abort(); // it tells how things were before
    setState({ data, error: null, busy: false });
  }, []);
  return { ...state, again, put };
}

// Asks again now and then while the page is looked at, for what changes by itself.
export function useEvery(seconds: number, again: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, again]);
}

export function Waiting({ what = "Henter" }: { what?: string }) {
  return (
    <div class="waiting" role="status">
      <div class="spinner" aria-hidden="true" />
      <span>{what} …</span>
    </div>
  );
}

export function Failed({ error, again, sentences }: { error: unknown; again?: () => void; sentences?: Record<string, string> }) {
  return (
    <div class="alert alert-error" role="alert">
      <Icon name="error" class="alert-icon" />
      <div class="alert-body">
        <p class="alert-text">{sentenceOf(error, sentences)}</p>
        {again && <p class="alert-text"><button type="button" class="function-link" onClick={again}><Icon name="refresh" />Prøv igen</button></p>}
      </div>
    </div>
  );
}

// Shows `children(data)` once it is there. What was there stays while it is fetched again, and when that fails.
export function Loaded<T>({ load, what, sentences, children }: {
  load: Loading<T>;
  what?: string;
  sentences?: Record<string, string>;
  children: (data: T) => ComponentChildren;
}) {
  return (
    <>
      {load.error !== null && <Failed error={load.error} again={load.again} sentences={sentences} />}
      {load.data !== null ? children(load.data) : load.error === null && <Waiting what={what} />}
    </>
  );
}

export function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="nothing">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
