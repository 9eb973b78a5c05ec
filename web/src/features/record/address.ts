/** What the page's address holds: the open tab, the open panel, what the timeline shows; on a phone, the part that is shown. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export interface Address {
  tab?: string;
  panel?: string;
  show?: string;
  part?: string;
}

export function useAddress(): [Address, (changes: Address) => void] {
  const address: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Address) => void navigate({ to: ".", search: ((old: Address) => ({ ...old, ...changes })) as never, replace: true, resetScroll: false }),
    [navigate],
  );
  return [address, change];
}
