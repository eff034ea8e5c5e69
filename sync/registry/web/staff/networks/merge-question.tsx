// Two people changed the same thing: what only one of them changed is taken from both, what both changed is asked.
import { useState } from "preact/hooks";
import { countText, momentText } from "../dates";
import { Dialog } from "../parts/dialog";
import type { Site } from "./model";
import type { Thing } from "./thing";

export interface Conflict<T> {
  base_body: T | null;
  current: { version: number; body: T; changed_by: string; changed_s: number };
}

interface QuestionProps<T> {
  thing: Thing<T>;
  mine: T;
  conflict: Conflict<T>;
  site: Site;
  onMerged: (body: T, version: number) => void;
  onClose: () => void;
}

// Wants the current version as its key: when somebody has saved once more, all of it is asked anew.
export function MergeQuestion<T>({ thing, mine, conflict, site, onMerged, onClose }: QuestionProps<T>) {
  const { base_body: base, current } = conflict;
  const [{ clashes, taken, nameOf, textOf, finish }] = useState(() => thing.merging(base, mine, current.body, site));
  const [chosen, setChosen] = useState<Record<string, "mine" | "theirs">>({});
  const [asked, setAsked] = useState(false);
  const left = clashes.filter((one) => chosen[one.pointer] === undefined).length;
  const done = () => {
    setAsked(true);
    if (left > 0) return;
    onMerged(finish(chosen), current.version);
  };
  const who = current.changed_by === "(import)" ? "En indlæsning fra fil" : current.changed_by;
  return (
    <Dialog title="En anden har gemt imens" wide onClose={onClose}>
      <p><strong>{who}</strong> gemte {current.changed_s > 0 ? momentText(current.changed_s) : "imens"}. Intet er overskrevet.{" "}
        {taken.length > 0 && `${countText(taken.length, "ændring", "ændringer")} derfra er taget med (${taken.slice(0, 3).map(nameOf).join(", ")}${taken.length > 3 ? " …" : ""}).`}{" "}
        {clashes.length > 0 ? `I ${countText(clashes.length, "felt", "felter")} har I begge skrevet. Vælg, hvad der skal stå.` : "I har ikke rettet i de samme felter, så alt kan komme med."}</p>
      {clashes.map((one) => (
        <fieldset key={one.pointer} class={`clash${asked && chosen[one.pointer] === undefined ? " form-error" : ""}`}>
          <legend>{nameOf(one.pointer)}</legend>
          <p class="quiet small">Før stod der: {textOf(one.pointer, one.base)}</p>
          {(["mine", "theirs"] as const).map((side) => (
            <div class="form-group-radio" key={side}>
              <input type="radio" class="form-radio" id={`clash-${one.pointer}-${side}`} name={`clash-${one.pointer}`} checked={chosen[one.pointer] === side} onChange={() => setChosen({ ...chosen, [one.pointer]: side })} />
              <label for={`clash-${one.pointer}-${side}`}><strong>{side === "mine" ? "Dit" : `${who}s`}:</strong> {textOf(one.pointer, side === "mine" ? one.mine : one.theirs)}</label>
            </div>
          ))}
        </fieldset>
      ))}
      {asked && left > 0 && <p class="form-error-message" role="alert">Vælg i {countText(left, "felt", "felter")} endnu.</p>}
      <div class="actions">
        <button type="button" class="button button-primary" onClick={done}>Gem det samlede</button>
        <button type="button" class="button button-secondary" onClick={onClose}>Tilbage til mit</button>
      </div>
    </Dialog>
  );
}
