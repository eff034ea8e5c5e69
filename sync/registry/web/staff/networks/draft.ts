// A draft while somebody works on it: what is saved, what is wrong, and what happens when another has saved meanwhile.
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, Refused } from "../api";
import { say } from "../parts/toast";
import { useEvery } from "../parts/load";
import { useUnsaved } from "../parts/unsaved";
import { go, guardLeaving } from "../route";
import { same } from "./merge";
import type { Conflict } from "./merge-question";
import type { Problem, Summary, Whole } from "./model";
import { isMarked, markedIn, olderIn, withMark, type Mark } from "./older";
import type { Thing } from "./thing";

const REACH_SECONDS = 4;

// What is published just now no screen has, until the registry says so.
function withSummary<T>(whole: Whole<T>, summary: Summary): Whole<T> {
  const { have, waiting } = whole.reach;
  const reach = summary.published_version === whole.published_version ? whole.reach : { have: [], waiting: [...have, ...waiting].sort() };
  return { ...whole, ...summary, reach };
}

// `first` null: a new one, begun with `start`.
export function useDraft<T extends { title: string; translations?: Record<string, object> }>(thing: Thing<T>, first: Whole<T> | null, start: () => T) {
  const [whole, setWhole] = useState<Whole<T> | null>(first);
  const [body, setBody] = useState<T>(() => first?.body ?? start());
  const [saved, setSaved] = useState<{ body: T; version: number }>(() => ({ body: thing.tidy(body), version: first?.version ?? 0 }));
  const [problems, setProblems] = useState<Problem[]>(first?.problems ?? []);
  const [tried, setTried] = useState(false); // problems stand at their fields once somebody wanted to publish
  const [checked, setChecked] = useState<Mark[]>([]); // translations that are right although the Danish changed
  const [conflict, setConflict] = useState<{ mine: T; from: Conflict<T> } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const tidied = useMemo(() => thing.tidy(body), [body]);
  const dirty = !same(tidied, saved.body) || checked.length > 0 || (whole === null && body.title !== "");
  const now = useRef({ tidied, saved, whole, checked });
  now.current = { tidied, saved, whole, checked };

  useUnsaved(dirty);

  // ---- saving ----
  // Only what was asked for last counts: an answer that was under way while something was done tells how it was before.
  const asked = useRef(0);
  const fetchAgain = useCallback(async () => {
    const one = now.current.whole;
    if (!one) return;
    const round = ++asked.current;
    const found = await api<Whole<T>>("GET", `${thing.api}/${one.id}`);
    if (round === asked.current) setWhole(found);
  }, []);
  const lookAgain = useCallback(() => void fetchAgain().catch(() => undefined), [fetchAgain]);
  const send = async (next: T, base: number, marks: Mark[]): Promise<number | null> => {
    setBusy(true);
    setError(null);
    try {
      const { whole: one } = now.current;
      if (one === null) {
        const made = await api<{ id: string; version: number }>("POST", thing.api, { body: next });
        guardLeaving(null);
        say(thing.words.begun);
        go(`${thing.path}/${made.id}`, true);
        return null;
      }
      const right = markedIn(next, marks);
      const answer = await api<{ version: number; problems: Problem[] }>("PUT", `${thing.api}/${one.id}`, { base, body: next, ...(right.length > 0 ? { checked: right } : {}) });
      // Who waits for it goes on before the page is drawn. What was ticked meanwhile is not saved yet.
      const unsent = now.current.checked.filter((one) => !marks.includes(one));
      now.current = { ...now.current, saved: { body: next, version: answer.version }, checked: unsent };
      setSaved(now.current.saved);
      setChecked(unsent);
      setProblems(answer.problems);
      setConflict(null);
      say("Kladden er gemt.");
      lookAgain();
      return answer.version;
    } catch (problem) {
      if (problem instanceof Refused && problem.code === "conflict") setConflict({ mine: next, from: problem.body as Conflict<T> });
      else setError(problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  // One at a time: Ctrl+S held down would begin a new one over and over, or be in conflict with itself.
  const storing = useRef<Promise<number | null> | null>(null);
  const store = async (next: T, base: number, marks: Mark[]): Promise<number | null> => {
    while (storing.current) await storing.current;
    storing.current = send(next, base, marks).finally(() => { storing.current = null; });
    return storing.current;
  };
  // Who asks while something is being saved waits for it: a deed ("Udgiv nu") that comes quickly after Ctrl+S is done, too.
  const save = async (): Promise<number | null> => {
    while (storing.current) if ((await storing.current) === null) return null; // it is told why, or was a new one's beginning
    const { tidied: next, saved: last, checked: marks, whole: one } = now.current;
    if (one !== null && same(next, last.body) && marks.length === 0) return last.version;
    return store(next, last.version, marks);
  };
  useLayoutEffect(() => { // as soon as the page stands
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      void save();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  // ---- which screens have it, while some wait ----
  const waits = (whole?.reach.waiting.length ?? 0) > 0 || whole?.state === "scheduled";
  useEvery(REACH_SECONDS, useCallback(() => {
    if (waits) lookAgain();
  }, [waits, lookAgain]));

  return {
    whole, body, setBody, problems, setProblems, tried, setTried, conflict, error, busy, dirty, save, lookAgain,
    // What is older than its Danish, where it stands now; and whether somebody says that it is right all the same.
    olderIn: (lang: string) => (whole ? olderIn(body, lang, whole.body, whole.texts[lang]?.old ?? []) : []),
    isRight: (lang: string, pointer: string) => isMarked(checked, body, lang, pointer),
    setRight: (lang: string, pointer: string, on: boolean) => setChecked(withMark(checked, body, lang, pointer, on)),
    shown: problems.filter((one, at) => problems.findIndex((other) => other.pointer === one.pointer) === at), // the first of each field
    closeConflict: () => setConflict(null),
    // The newest is held against the draft, which is what it is when an import came beside it.
    mergeNewest: () => void store(now.current.tidied, now.current.saved.version, []).catch(setError),
    takeMerged: (merged: T, version: number) => { setBody(merged); void store(thing.tidy(merged), version, now.current.checked); },
    takeSummary: (summary: Summary) => { setWhole((one) => one && withSummary(one, summary)); lookAgain(); },
    takeInvalid: (found: Problem[]) => { setProblems(found); setTried(true); },
  };
}
