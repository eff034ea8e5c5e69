// The order in which the screens show the editorial pages: each is moved up or down, and saved at once.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { api, Refused, sentenceOf } from "../api";
import { momentText } from "../dates";
import { Icon } from "../parts/icon";
import { session } from "../session";
import { same } from "./merge";
import type { Summary } from "./model";

interface Conflict { current: string[]; changed_by: string; changed_s: number }

function quickerText({ changed_by: who, changed_s: when }: Conflict): string {
  const name = who === "" ? "En anden" : who === "(command line)" ? "En indlæsning på registrets maskine" : who === session.value?.name ? "Du selv, i et andet vindue," : who;
  return `${name} var hurtigere${when > 0 ? ` (${momentText(when)})` : ""}. Det, du flyttede, er ikke gemt. Sådan står siderne nu.`;
}

interface OrderProps {
  pages: Summary[]; // all of them, as the registry lists them
  onOrder: (pages: Summary[]) => void;
  again: () => void; // to be called when there are other pages than these
}

export function PageOrder({ pages, onOrder, again }: OrderProps) {
  const listed = pages.filter((one) => one.published_version !== null).map((one) => one.id);
  const [order, setOrder] = useState(listed);
  const [told, setTold] = useState("");
  const [problem, setProblem] = useState("");
  const stands = useRef(listed); // what the registry has, as far as we know
  const wanted = useRef(listed); // what it shall have
  const saving = useRef(false);
  const held = useRef(""); // the button that has the focus: moving an element takes it away
  const alert = useRef<HTMLDivElement>(null);

  const show = (ids: string[]) => {
    stands.current = wanted.current = ids;
    setOrder(ids);
  };
  useEffect(() => {
    if (!saving.current) show(listed);
  }, [listed.join(" ")]);
  useLayoutEffect(() => {
    if (held.current !== "") document.getElementById(held.current)?.focus();
  }, [order]);
  useEffect(() => {
    if (problem !== "") alert.current?.focus();
  }, [problem]);

  const titleOf = (id: string) => pages.find((one) => one.id === id)?.title || id;
  const inOrder = (ids: string[]) => [...ids.map((id) => pages.find((one) => one.id === id)).filter((one) => one !== undefined), ...pages.filter((one) => !ids.includes(one.id))];

  // One at a time; who presses on meanwhile has only the last of it sent.
  const save = async (id: string) => {
    if (saving.current) return;
    saving.current = true;
    try {
      while (!same(stands.current, wanted.current)) {
        const next = wanted.current;
        await api("PUT", "v1/staff/pages", { base: stands.current, order: next });
        stands.current = next;
      }
      onOrder(inOrder(stands.current));
      setTold(`“${titleOf(id)}” står nu som nummer ${stands.current.indexOf(id) + 1} af ${stands.current.length}. Gemt.`);
    } catch (error) {
      held.current = "";
      setTold("");
      if (error instanceof Refused && error.code === "conflict") {
        const conflict = error.body as Conflict;
        const others = !same([...conflict.current].sort(), [...stands.current].sort());
        setProblem(quickerText(conflict));
        show(conflict.current);
        if (others) again();
        else onOrder(inOrder(conflict.current));
      } else {
        setProblem(sentenceOf(error));
        show(stands.current);
        again(); // it may have been done all the same
      }
    }
    saving.current = false;
  };
  const move = (id: string, by: -1 | 1, button: string) => () => {
    const from = wanted.current.indexOf(id);
    const to = from + by;
    held.current = button;
    setProblem("");
    if (to < 0 || to >= wanted.current.length) {
      setTold(`“${titleOf(id)}” står allerede ${by < 0 ? "først" : "sidst"}.`);
      return;
    }
    const next = [...wanted.current];
    next.splice(to, 0, ...next.splice(from, 1));
    wanted.current = next;
    setOrder(next);
    void save(id);
  };

  if (order.length < 2) return null;
  return (
    <section class="sheet page-order" aria-labelledby="page-order">
      <h2 id="page-order">Rækkefølgen på skærmene</h2>
      <p>Flyt en side op eller ned. Det gemmes med det samme, og kioskerne har det om få sekunder.</p>
      {problem !== "" && (
        <div class="alert alert-warning" role="alert" tabIndex={-1} ref={alert}><Icon name="warning" class="alert-icon" /><div class="alert-body"><p class="alert-text">{problem}</p></div></div>
      )}
      <ol class="plain-list">
        {order.map((id, at) => (
          <li key={id}>
            <span class="page-order-place" aria-hidden="true">{at + 1}</span>
            <span class="page-order-title">{titleOf(id)}</span>
            <span class="row-actions">
              <button type="button" id={`up-${id}`} class="function-link" aria-disabled={at === 0} onClick={move(id, -1, `up-${id}`)}><Icon name="up" />Flyt op<span class="sr-only">: {titleOf(id)}</span></button>
              <button type="button" id={`down-${id}`} class="function-link" aria-disabled={at === order.length - 1} onClick={move(id, 1, `down-${id}`)}><Icon name="down" />Flyt ned<span class="sr-only">: {titleOf(id)}</span></button>
            </span>
          </li>
        ))}
      </ol>
      <p class="quiet" role="status">{told}</p>
    </section>
  );
}
