// Where kiosks stand, so that something can be shown at some of them only; a part of the page "Huset".
import { useState } from "preact/hooks";
import type { Kiosk } from "../kiosk-words";
import { CheckField, Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { useUnsaved } from "../parts/unsaved";
import { same } from "../networks/merge";

export interface Place { id: string; name: string; kiosks: string[] }

const NAME_MOST = 80;
const PLACES_MOST = 100;

// "Biblioteket på torvet" becomes "biblioteket-paa-torvet"; it never changes afterwards.
function idFor(name: string, taken: string[]): string {
  const plain = name.toLocaleLowerCase("da").replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa");
  const slug = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "sted";
  let id = slug;
  for (let number = 2; taken.includes(id); number++) id = `${slug}-${number}`;
  return id;
}

export function Places({ saved, kiosks, onSave }: { saved: Place[] | null; kiosks: Kiosk[]; onSave: (places: Place[] | null) => Promise<void> }) {
  const [places, setPlaces] = useState<Place[]>(saved ?? []);
  useUnsaved(!same(places, saved ?? []));
  const present = kiosks.filter((kiosk) => !kiosk.revoked);
  const change = (at: number, more: Partial<Place>) => setPlaces(places.map((old, index) => (index === at ? { ...old, ...more } : old)));
  const check = () => {
    const problems: Problems = {};
    places.forEach((one, at) => {
      const signs = [...one.name.trim()].length;
      if (signs === 0) problems[`place-${at}-name`] = "Skriv, hvad stedet hedder, eller fjern det.";
      if (signs > NAME_MOST) problems[`place-${at}-name`] = `Der er plads til ${NAME_MOST} tegn.`;
    });
    return problems;
  };
  const send = async () => {
    const value: Place[] = [];
    for (const one of places) value.push({ ...one, id: one.id || idFor(one.name, value.concat(places).map((place) => place.id)), name: one.name.trim() });
    await onSave(value.length > 0 ? value : null);
  };
  return (
    <section class="sheet" aria-labelledby="places">
      <h2 id="places">Steder</h2>
      <p>Et sted er en eller flere kiosker. Netværk og beskeder kan nøjes med at blive vist nogle steder; det, der ikke siger noget, vises overalt.</p>
      <Form check={check} send={send} submit="Gem stederne">
        {(problems) => (
          <>
            {places.length === 0 && <p class="quiet">Der er ingen steder: alt vises på alle kiosker.</p>}
            {places.map((one, at) => (
              <fieldset key={at} class="announcement">
                <legend class="form-label">Sted {at + 1}</legend>
                <TextField id={`place-${at}-name`} label="Hvad hedder stedet?" value={one.name} onValue={(name) => change(at, { name })} problem={problems[`place-${at}-name`]} />
                <fieldset class="form-group">
                  <legend class="form-label">Hvilke kiosker står der?</legend>
                  {present.length === 0 && <p class="quiet">Der er ingen kiosker endnu.</p>}
                  {present.map((kiosk) => (
                    <CheckField key={kiosk.id} id={`place-${at}-${kiosk.id}`} label={kiosk.name} checked={one.kiosks.includes(kiosk.id)}
                      onValue={(on) => change(at, { kiosks: on ? [...one.kiosks, kiosk.id] : one.kiosks.filter((id) => id !== kiosk.id) })} />
                  ))}
                </fieldset>
                <p><button type="button" class="function-link" aria-label={`Fjern sted ${at + 1}`} onClick={() => setPlaces(places.filter((_, index) => index !== at))}><Icon name="remove" />Fjern stedet</button></p>
              </fieldset>
            ))}
            <button type="button" class="button button-secondary" disabled={places.length >= PLACES_MOST} onClick={() => setPlaces([...places, { id: "", name: "", kiosks: [] }])}><Icon name="add" />Tilføj et sted</button>
          </>
        )}
      </Form>
    </section>
  );
}
