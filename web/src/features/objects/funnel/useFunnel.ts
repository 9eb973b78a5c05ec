import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { send } from "@/api/client";
import type { Condition, Moment } from "@/api/condition";
import type { Labels, ObjectDefinition } from "@/api/metadata";
import { recordKeys } from "@/api/records";
import { useMe } from "@/api/session";
import type { Money } from "@/design/format";
import { dayOfMoment } from "@/metadata-ui/moments";

export type Worth = Money | string | number | null;

export interface Stage {
  value: string;
  label?: Labels;
  reached: number;
  now: number;
  worth: Worth;
  conversion: number | null;
  median_seconds: number | null;
}

/** As docs/funnel.md describes it. */
export interface FunnelAnswer {
  stages: Stage[];
  won: { reached: number; now: number; worth: Worth };
  lost: { now: number; worth: Worth };
  records: number;
  timed: number;
  sampled: boolean;
}

export const PERIODS = ["all", "month", "quarter", "year", "last_year"] as const;
export type Period = (typeof PERIODS)[number];
export interface Span {
  period: Period;
  /** The day that has to be within. */
  field: string;
}

const BOUNDS: Record<Exclude<Period, "all">, [Moment, Moment]> = {
  month: [{ now: "", start: "month" }, { now: "", end: "month" }],
  quarter: [{ now: "", start: "quarter" }, { now: "", end: "quarter" }],
  year: [{ now: "", start: "year" }, { now: "", end: "year" }],
  last_year: [{ now: "-1y", start: "year" }, { now: "-1y", end: "year" }],
};

/** Which period the address asks for. */
export function useSpan(fields: string[]): [Span, (changes: Partial<Span>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const period = PERIODS.find((one) => one === search.period) ?? "all";
  const field = fields.find((one) => one === search.within) ?? fields[0] ?? "created_at";
  const change = (changes: Partial<Span>) => {
    const next = { period, field, ...changes };
    const written = next.period === "all" ? { period: undefined, within: undefined } : { period: next.period, within: next.field };
    void navigate({ to: ".", search: ((before: object) => ({ ...before, ...written })) as never, replace: true });
  };
  return [{ period, field }, change];
}

export function useFunnel(object: ObjectDefinition, by: string, value: string | undefined, where: Condition | undefined, span: Span) {
  const { zone } = useMe().workspace;
  const bounds = span.period === "all" ? undefined : BOUNDS[span.period];
  const [from, to] = bounds?.map((moment) => dayOfMoment(moment, new Date(), zone)) ?? [];
  const asked = { by, value, where, within: bounds && { field: span.field, from, to } };
  return useQuery({
    queryKey: recordKeys.aggregate(object.name, { funnel: asked }),
    queryFn: ({ signal }) => send<FunnelAnswer>("POST", `/api/records/${encodeURIComponent(object.name)}/funnel`, { body: asked, signal }),
    placeholderData: (before) => before,
  });
}
