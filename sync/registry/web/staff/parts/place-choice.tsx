// Which of the places something is shown at; none of them means everywhere.
import { CheckField } from "./form";

export interface PlaceName { id: string; name: string }

interface ChoiceProps {
  id: string; // of the group, and the beginning of its boxes'
  label: string;
  hint: string;
  places: PlaceName[];
  value: string[];
  problem?: string;
  onValue: (places: string[]) => void;
}

export function PlaceChoice({ id, label, hint, places, value, problem, onValue }: ChoiceProps) {
  // A place that is chosen and gone can be taken away, and is seen.
  const gone = value.filter((one) => places.every((place) => place.id !== one));
  if (places.length + gone.length === 0) return null;
  const all = [...places, ...gone.map((one) => ({ id: one, name: `${one} (stedet findes ikke mere)` }))];
  return (
    <fieldset id={id} class={`form-group${problem ? " form-error" : ""}`} tabIndex={-1} aria-describedby={`${id}-hint`}>
      <legend class="form-label">{label}</legend>
      <span class="form-hint" id={`${id}-hint`}>{hint}</span>
      {problem && <span class="form-error-message">{problem}</span>}
      {all.map((place) => (
        <CheckField key={place.id} id={`${id}-${place.id}`} label={place.name} checked={value.includes(place.id)}
          onValue={(on) => onValue(on ? [...value, place.id] : value.filter((one) => one !== place.id))} />
      ))}
    </fieldset>
  );
}
