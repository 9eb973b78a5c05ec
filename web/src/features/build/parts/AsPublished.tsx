import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useLayoutEffect, useMemo, useState } from "react";

import { metadataQuery, Model } from "@/api/metadata";
import { meQuery, useMe } from "@/api/session";

import { useDesignModel } from "../model/store";

/** `alone`: without relations to other records. What is inside reads the design as if it were published: filters and forms work with fields that exist nowhere else yet. */
export function AsPublished({ alone = false, children }: { alone?: boolean; children: ReactNode }) {
  const outer = useQueryClient();
  const design = useDesignModel();
  const model = useMemo(
    () => (alone ? new Model({ ...design.metadata, objects: design.metadata.objects.map((object) => ({ ...object, relations: [] })) }) : design),
    [design, alone],
  );
  const me = useMe();
  const [client] = useState(() => {
    const made = new QueryClient({ defaultOptions: outer.getDefaultOptions() });
    made.setQueryData(metadataQuery.queryKey, model);
    made.setQueryData(meQuery.queryKey, me);
    return made;
  });
  useLayoutEffect(() => void client.setQueryData(metadataQuery.queryKey, model), [client, model]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
