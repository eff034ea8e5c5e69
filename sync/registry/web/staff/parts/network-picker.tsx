// Networks to tick off.
import { useEffect, useState } from "preact/hooks";
import { root } from "../api";
import { CheckField } from "./form";

// Their titles by id, as everybody may read them. Without a line there are none, and the ids stand in their place.
export function useNetworkTitles(): Record<string, string> {
  const [titles, setTitles] = useState<Record<string, string>>({});
  useEffect(() => {
    fetch(`${root}data/networks.json`)
      .then((answer) => answer.json())
      .then((data: { networks: { id: string; title: string }[] }) => setTitles(Object.fromEntries(data.networks.map((one) => [one.id, one.title]))))
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
  // What was chosen and is published no more stays to be seen.
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
