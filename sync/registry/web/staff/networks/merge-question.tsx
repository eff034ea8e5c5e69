// Two people changed the same network: what only one of them changed is taken from both, what both changed is asked.
import { useState } from "preact/hooks";
import { momentText } from "../dates";
import { Dialog } from "../parts/dialog";
import { countText } from "../dates";
import { merge, same } from "./merge";
import { isMoved, orderOf, orderText, putBack, reorder } from "./order";
import { fieldName, valueText, withValue, type Network, type Site } from "./model";

export interface Conflict {
  base_body: Network | null;
  current: { version: number; body: Network; changed_by: string; changed_s: number };
}

interface QuestionProps {
  mine: Network;
  conflict: Conflict;
  site: Site;
  onMerged: (body: Network, version: number) => void;
  onClose: () => void;
}

const ORDER = "/petals";

// Petals that were moved are put back before the fields are held against each other, and moved again afterwards.
function mergeNetworks(base: Network | null, mine: Network, theirs: Network) {
  const mineOrder = base ? orderOf(base.petals, mine.petals) : null;
  const theirOrder = base ? orderOf(base.petals, theirs.petals) : null;
  if (!base || mineOrder === null || theirOrder === null) return { ...merge(base ?? undefined, mine, theirs), order: null };
  const merged = merge(base, putBack(mine, mineOrder), putBack(theirs, theirOrder));
  const bothMoved = isMoved(mineOrder) && isMoved(theirOrder) && !same(mineOrder, theirOrder);
  if (bothMoved) merged.clashes.unshift({ pointer: ORDER, base: orderText(base.petals), mine: orderText(mine.petals), theirs: orderText(theirs.petals) });
  return { ...merged, order: { mine: mineOrder, theirs: isMoved(theirOrder) ? theirOrder : mineOrder } };
}

export function MergeQuestion({ mine, conflict, site, onMerged, onClose }: QuestionProps) {
  const { base_body: base, current } = conflict;
  const [{ body, clashes, taken, order }] = useState(() => mergeNetworks(base, mine, current.body));
  const [chosen, setChosen] = useState<Record<string, "mine" | "theirs">>({});
  const [asked, setAsked] = useState(false);
  const left = clashes.filter((one) => chosen[one.pointer] === undefined).length;
  const done = () => {
    setAsked(true);
    if (left > 0) return;
    const fields = clashes.filter((one) => one.pointer !== ORDER || order === null);
    const whole = fields.reduce<unknown>((merged, one) => (chosen[one.pointer] === "mine" ? withValue(merged, one.pointer, one.mine) : merged), body) as Network;
    const wanted = order && (chosen[ORDER] === "mine" ? order.mine : order.theirs);
    onMerged(wanted && wanted.length === whole.petals.length ? reorder(whole, wanted) : whole, current.version);
  };
  const who = current.changed_by === "(import)" ? "En indlæsning fra fil" : current.changed_by;
  return (
    <Dialog title="En anden har gemt imens" wide onClose={onClose}>
      <p><strong>{who}</strong> gemte {current.changed_s > 0 ? momentText(current.changed_s) : "imens"}. Intet er overskrevet.{" "}
        {taken.length > 0 && `${countText(taken.length, "ændring", "ændringer")} derfra er taget med (${taken.slice(0, 3).map(fieldName).join(", ")}${taken.length > 3 ? " …" : ""}).`}{" "}
        {clashes.length > 0 ? `I ${countText(clashes.length, "felt", "felter")} har I begge skrevet. Vælg, hvad der skal stå.` : "I har ikke rettet i de samme felter, så alt kan komme med."}</p>
      {clashes.map((one) => (
        <fieldset key={one.pointer} class={`clash${asked && chosen[one.pointer] === undefined ? " form-error" : ""}`}>
          <legend>{one.pointer === ORDER && order ? "Bladenes rækkefølge" : fieldName(one.pointer)}</legend>
          <p class="quiet small">Før stod der: {valueText(one.pointer, one.base, site)}</p>
          {(["mine", "theirs"] as const).map((side) => (
            <div class="form-group-radio" key={side}>
              <input type="radio" class="form-radio" id={`clash-${one.pointer}-${side}`} name={`clash-${one.pointer}`} checked={chosen[one.pointer] === side} onChange={() => setChosen({ ...chosen, [one.pointer]: side })} />
              <label for={`clash-${one.pointer}-${side}`}><strong>{side === "mine" ? "Dit" : `${who}s`}:</strong> {valueText(one.pointer, side === "mine" ? one.mine : one.theirs, site)}</label>
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
