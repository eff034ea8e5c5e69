// The flower, edited as a flower: petals are chosen, dragged into another order or onto another side, by mouse, finger or
// keyboard; and the same as a plain list.
import { useRef, useState } from "preact/hooks";
import { ask } from "../parts/dialog";
import { AreaField, ChoiceField, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { HEART, marks, petalPath, wordsAt } from "./geometry";
import { addItem, most, moveItem, nameOf, PETALS_LEAST, PETALS_MOST, petalStates, removeItem, sides, type Network, type Petal, type Side } from "./model";

const filled: Record<Side, string> = { municipality: "petal petal-municipality", citizens: "petal petal-citizens", staff: "petal petal-staff" };
const texts: Record<Side, string> = { municipality: "words words-municipality", citizens: "words words-citizens", staff: "words words-staff" };
const chips: Record<Side, string> = { municipality: "side side-municipality", citizens: "side side-citizens", staff: "side side-staff" };

export function Mark({ side }: { side: Side }) {
  return <svg class={chips[side]} viewBox="-5 -5 10 10" aria-hidden="true" focusable="false"><path d={marks[side]} /></svg>;
}

export function petalName(petal: Petal, at: number, count: number): string {
  const keyword = petal.keyword || "uden ord endnu";
  return `${keyword}, blad ${at + 1} af ${count}, ${nameOf(sides, petal.side)}, ${petal.state === "created" ? "skabt" : "håber på"}`;
}

interface EditorProps {
  body: Network;
  onBody: (body: Network) => void;
  problem: (pointer: string) => string | undefined;
}

interface Drag {
  from: number;
  to: number;
  degrees: number;
  side: Side | null; // over one of the sides' fields
  moved: boolean;
  start: { x: number; y: number };
}

export function FlowerEditor({ body, onBody, problem }: EditorProps) {
  const [chosen, setChosen] = useState(0);
  const [told, setTold] = useState("");
  const [drag, setDrag] = useState<Drag | null>(null);
  const flower = useRef<SVGSVGElement>(null);
  const count = body.petals.length;
  const at = Math.min(chosen, count - 1);
  const petal = body.petals[at];

  const change = (index: number, next: Partial<Petal>) =>
    onBody({ ...body, petals: body.petals.map((one, place) => (place === index ? { ...one, ...next } : one)) });
  const choose = (index: number) => setChosen((index + count) % count);
  const move = (from: number, to: number) => {
    const target = (to + count) % count;
    if (target === from) return;
    onBody(moveItem(body, "petals", from, target));
    setChosen(target);
    setTold(`${body.petals[from]?.keyword || "Bladet"} er nu blad ${target + 1} af ${count}`);
  };
  const setSide = (index: number, side: Side) => {
    change(index, { side });
    setTold(`${body.petals[index]?.keyword || "Bladet"}: ${nameOf(sides, side)}`);
  };
  const remove = async (index: number) => {
    const one = body.petals[index];
    if (!one) return;
    if (count <= PETALS_LEAST) {
      setTold(`En blomst har mindst ${PETALS_LEAST} blade`);
      return;
    }
    const yes = await ask({ title: `Fjern bladet ${one.keyword}?`, text: "Bladets ord og sætning, også på de andre sprog, forsvinder fra kladden.", yes: "Fjern bladet", danger: true });
    if (!yes) return;
    onBody(removeItem(body, "petals", index));
    setChosen(Math.max(0, index - 1));
    setTold("Bladet er fjernet");
    flower.current?.focus();
  };
  const add = () => {
    onBody(addItem(body, "petals", { side: "citizens", state: "expected", keyword: "", sentence: "" }));
    setChosen(count);
    setTold(`Blad ${count + 1} er lagt til`);
    requestAnimationFrame(() => document.getElementById("petal-keyword")?.focus());
  };

  // ---- keyboard ----
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      if (event.shiftKey || event.altKey || event.ctrlKey) move(at, at + step);
      else choose(at + step);
    } else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(count - 1);
    else if (event.key === "Enter" || event.key === " ") document.getElementById("petal-keyword")?.focus();
    else if (event.key === "Delete") void remove(at);
    else return;
    event.preventDefault();
  };

  // ---- mouse and finger ----
  const degreesOf = (event: PointerEvent): number => {
    const box = flower.current?.getBoundingClientRect();
    if (!box) return 0;
    const x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    return ((Math.atan2(x, -y) * 180) / Math.PI + 360) % 360;
  };
  const sideUnder = (event: PointerEvent): Side | null => {
    const found = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one instanceof HTMLElement && one.dataset["side"] !== undefined);
    return ((found as HTMLElement | undefined)?.dataset["side"] as Side | undefined) ?? null;
  };
  const begin = (index: number) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    flower.current?.focus({ preventScroll: true });
    flower.current?.setPointerCapture(event.pointerId);
    setChosen(index);
    setDrag({ from: index, to: index, degrees: (360 / count) * index, side: null, moved: false, start: { x: event.clientX, y: event.clientY } });
  };
  const follow = (event: PointerEvent) => {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.start.x, event.clientY - drag.start.y) > 6;
    if (!drag.moved && !far) return;
    const side = sideUnder(event);
    const degrees = degreesOf(event);
    const to = side ? drag.from : Math.round((degrees / 360) * count) % count;
    setDrag({ ...drag, moved: true, side, degrees, to });
  };
  const end = () => {
    if (drag?.moved) {
      if (drag.side) setSide(drag.from, drag.side);
      else move(drag.from, drag.to);
    }
    setDrag(null);
  };

  // Where each petal stands while one is carried.
  const order = body.petals.map((_, index) => index);
  if (drag?.moved) order.splice(drag.to, 0, ...order.splice(drag.from, 1));
  const path = petalPath(count);
  const drawn = order.map((index, place) => ({ index, degrees: drag?.moved && index === drag.from ? drag.degrees : (360 / count) * place }));
  // What is carried, or chosen, lies on top.
  drawn.sort((one, other) => Number(one.index === at) - Number(other.index === at));

  return (
    <div class="flower-editor">
      <div class="flower-side">
        <p id="flower-help" class="quiet small">Træk et blad hen, hvor det skal være, eller ned på en side. Med tastaturet: piletaster vælger, Skift og piletaster flytter, Enter retter, Delete fjerner.</p>
        <svg ref={flower} class={`flower${drag?.moved ? " carrying" : ""}`} viewBox="-104 -104 208 208" role="listbox" aria-label="Blomstens blade, fra toppen og med uret" aria-describedby="flower-help"
          {...({ tabindex: 0 } as object)} aria-activedescendant={`petal-${at}`} onKeyDown={onKey} onPointerMove={follow} onPointerUp={end} onPointerCancel={() => setDrag(null)}>
          {drawn.map(({ index, degrees }) => {
            const one = body.petals[index];
            return one && (
              <PetalShape key={index} id={`petal-${index}`} petal={one} path={path} degrees={degrees} count={count} chosen={index === at} label={petalName(one, index, count)} onPointerDown={begin(index)} />
            );
          })}
          <circle class="heart" r={HEART} aria-hidden="true" />
        </svg>
        <div class="side-fields" aria-hidden="true">
          {sides.map(([side, name]) => (
            <div key={side} data-side={side} class={`side-field${drag?.side === side ? " over" : ""}`}><Mark side={side} />{name}</div>
          ))}
        </div>
        <p class="sr-only" role="status">{told}</p>
      </div>
      {petal && (
        <div class="petal-form" role="group" aria-label={`Blad ${at + 1} af ${count}`}>
          <h2>Blad {at + 1} af {count}</h2>
          <TextField id="petal-keyword" label="Ord på bladet" hint="Et eller to ord, hvert på højst 11 bogstaver." value={petal.keyword} onValue={(keyword) => change(at, { keyword })} most={most.keyword} problem={problem(`/petals/${at}/keyword`)} />
          <AreaField id="petal-sentence" label="Hvad det betyder her" hint="En sætning, som vises, når man rører ved bladet." rows={3} value={petal.sentence} onValue={(sentence) => change(at, { sentence })} most={most.sentence} problem={problem(`/petals/${at}/sentence`)} />
          <ChoiceField name="petal-side" label="Til gavn for" value={petal.side} onValue={(side) => setSide(at, side)} choices={sides.map(([side, name]) => [side, <><Mark side={side} /> {name}</>] as const)} />
          <ChoiceField name="petal-state" label="Er det sket?" value={petal.state} onValue={(state) => change(at, { state })} choices={petalStates} />
        </div>
      )}
      <div class="petal-list">
        <h2>Bladene som liste</h2>
        <ol>
          {body.petals.map((one, index) => (
            <li key={index} class={index === at ? "chosen" : undefined}>
              <button type="button" class="function-link petal-word" aria-pressed={index === at} onClick={() => choose(index)}>
                <Mark side={one.side} /><span><span class="sr-only">{nameOf(sides, one.side)}: </span>{one.keyword || "(intet ord endnu)"}{one.state === "expected" && <span class="quiet"> · håber på</span>}</span>
              </button>
              <span class="row-actions">
                <button type="button" class="function-link" disabled={index === 0} aria-label={`Flyt ${one.keyword || "bladet"} frem`} onClick={() => move(index, index - 1)}><Icon name="up" /></button>
                <button type="button" class="function-link" disabled={index === count - 1} aria-label={`Flyt ${one.keyword || "bladet"} tilbage`} onClick={() => move(index, index + 1)}><Icon name="down" /></button>
                <button type="button" class="function-link" disabled={count <= PETALS_LEAST} aria-label={`Fjern ${one.keyword || "bladet"}`} onClick={() => void remove(index)}><Icon name="remove" /></button>
              </span>
            </li>
          ))}
        </ol>
        <button type="button" class="button button-secondary" disabled={count >= PETALS_MOST} onClick={add}><Icon name="add" />Læg et blad til</button>
        <p class="quiet small">En blomst har {PETALS_LEAST} til {PETALS_MOST} blade.</p>
      </div>
    </div>
  );
}

interface ShapeProps {
  id: string;
  petal: Petal;
  path: string;
  degrees: number;
  count: number;
  chosen: boolean;
  label: string;
  onPointerDown: (event: PointerEvent) => void;
}

function PetalShape({ id, petal, path, degrees, count, chosen, label, onPointerDown }: ShapeProps) {
  const { x, y } = wordsAt(degrees);
  const words = petal.keyword.trim().split(/\s+/);
  const size = count <= 7 ? 7.6 : count === 8 ? 7 : 6.4;
  const two = words.length > 1;
  const state = petal.state === "created" ? " created" : " expected";
  return (
    <g id={id} role="option" aria-selected={chosen} aria-label={label} class={chosen ? "one chosen" : "one"} onPointerDown={onPointerDown}>
      <path class={filled[petal.side] + state} d={path} transform={`rotate(${degrees.toFixed(2)})`} />
      {chosen && <path class="ring" d={path} transform={`rotate(${degrees.toFixed(2)})`} />}
      <g class={texts[petal.side] + state} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} aria-hidden="true">
        <path d={marks[petal.side]} transform={`translate(0 ${two ? -9 : -7})`} />
        <text font-size={size}>
          <tspan x="0" y={two ? 2.6 : 6}>{words[0]}</tspan>
          {two && <tspan x="0" y={2.6 + size * 1.15}>{words.slice(1).join(" ")}</tspan>}
        </text>
      </g>
    </g>
  );
}

