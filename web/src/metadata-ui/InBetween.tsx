import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";

import { Creating, type CreateRecord } from "@/fields";

import type { DrawerRequest } from "./drawer";

const RecordEditor = lazy(() => import("./RecordEditor").then((room) => ({ default: room.RecordEditor })));

/** Lets pickers within create the record that they lack, in a drawer above what is open. */
export function InBetween({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<DrawerRequest | null>(null);
  const create = useMemo((): CreateRecord => (object, values, onSaved) => setRequest({ object, values, onSaved }), []);
  return (
    <Creating value={create}>
      {children}
      {request && (
        <Suspense>
          <RecordEditor request={request} onClose={() => setRequest(null)} nested />
        </Suspense>
      )}
    </Creating>
  );
}
