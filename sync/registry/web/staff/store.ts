// A value that components follow.
import { useLayoutEffect, useState } from "preact/hooks";

export interface Store<T> {
  readonly value: T;
  set(value: T): void;
  follow(heard: () => void): () => void;
}

export function store<T>(first: T): Store<T> {
  let value = first;
  const followers = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set(next: T) {
      value = next;
      for (const heard of [...followers]) heard();
    },
    follow(heard: () => void) {
      followers.add(heard);
      return () => followers.delete(heard);
    },
  };
}

export function useStore<T>(one: Store<T>): T {
  const [, again] = useState(0);
  // At once, not after the page is drawn: what changes in between would be missed.
  useLayoutEffect(() => one.follow(() => again((count) => count + 1)), [one]);
  return one.value;
}
