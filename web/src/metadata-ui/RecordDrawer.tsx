import { useEffect } from "react";

import { forgetOld } from "./drafts";
import { closeDrawer, useDrawer } from "./drawer";
import { RecordEditor } from "./RecordEditor";

/** The drawer that `openDrawer` opens, from wherever. */
export function RecordDrawer() {
  const request = useDrawer((state) => state.request);
  useEffect(() => forgetOld(), []);
  return request && <RecordEditor key={`${request.object}/${request.id}`} request={request} onClose={closeDrawer} />;
}
