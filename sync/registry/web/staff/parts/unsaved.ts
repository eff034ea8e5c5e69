// Leaving a page asks while anything on it is not saved, however many forms it has.
import { useId, useLayoutEffect } from "preact/hooks";
import { guardLeaving } from "../route";
import { ask } from "./dialog";

const unsaved = new Set<string>();

function guard(): void {
  guardLeaving(unsaved.size === 0 ? null : () => ask({
    title: "Forlad siden uden at gemme?", text: "Det, du har rettet siden sidst, går tabt.", yes: "Forlad siden", no: "Bliv her", danger: true,
  }));
}

export function useUnsaved(dirty: boolean): void {
  const id = useId();
  // As soon as the letter stands there: who is quicker than the next frame would leave without being asked.
  useLayoutEffect(() => {
    if (dirty) unsaved.add(id);
    guard();
    return () => {
      unsaved.delete(id);
      guard();
    };
  }, [id, dirty]);
}
