// Networks to tick off.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import type { Summary } from "../networks/model";
import { CheckField } from "./form";

// The titles by id of all there are, those that are no more than a draft, too. Without a line there are none, and the ids
// stand in their place.
export function useNetworkTitles(): Record<string, string> {
  const [titles, setTitles] = useState<Record<string, string>>({});
  useEffect(() => {
    const titleOf = (one: Summary) => `${one.title || one.id}${one.published_version === null ? " (ikke på skærmene)" : ""}`;
    api<{ networks: Summary[] }>("GET", "v1/staff/networks")
      .then(({ networks }) => setTitles(Object.fromEntries(networks.map((one) => [one.id, titleOf(one)]))))
      .catch(() => undefined);
  }, []);
  return titles;
}

interface PickerProps {
  id: string;
  label: string;
  chosen: string[];
  onChosen: (ids: string[]) => void;
}

export function NetworkPicker({ id, label, chosen, onChosen }: PickerProps) {
  const titles = useNetworkTitles();
  // What was chosen and is there no more stays to be seen.
  const all = [...new Set([...Object.keys(titles), ...chosen])].sort((one, other) => (titles[one] ?? one).localeCompare(titles[other] ?? other, "da"));
  const toggle = (one: string) => (on: boolean) => onChosen(on ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <fieldset class="form-group">
      <legend class="form-label">{label}</legend>
      <div class="picker">
        {all.map((one) => <CheckField key={one} id={`${id}-${one}`} label={titles[one] ?? one} checked={chosen.includes(one)} onValue={toggle(one)} />)}
        {all.length === 0 && <p class="quiet small">Der er ingen netværk endnu.</p>}
      </div>
    </fieldset>
  );
}
