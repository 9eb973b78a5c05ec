/** Metadata as it is defined, for who builds: what is sent back as a whole has been read as a whole. */
import { send } from "@/api/client";
import { type Metadata, metadataQuery } from "@/api/metadata";

export const definitionsQuery = {
  queryKey: [...metadataQuery.queryKey, "defined"],
  queryFn: ({ signal }: { signal: AbortSignal }) => send<Metadata>("GET", "/api/meta?defined=true", { signal }),
  staleTime: Infinity,
};
