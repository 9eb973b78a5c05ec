/** What a home page is made of, as an administrator arranges it: each panel shows records as a view of its kind does. */
import type { Condition } from "@/api/condition";
import type { Field, Labels, Model, Sort } from "@/api/metadata";

/** Counts that ask for somebody: each opens the records it counts. */
export interface AttentionPanel {
  kind: "attention";
  label?: Labels;
  items: { object: string; label?: Labels; where?: Condition }[];
}

/** The first records of a list. */
export interface ListPanelContent {
  kind: "list";
  label?: Labels;
  object: string;
  columns?: string[];
  where?: Condition;
  sort?: Sort[];
}

/** How many records stand at each stage, and what they are worth. */
export interface PipelinePanel {
  kind: "kanban";
  label?: Labels;
  object: string;
  by: string;
  sum?: string;
  where?: Condition;
}

export type HomePanel = AttentionPanel | ListPanelContent | PipelinePanel;

/** The columns of a list panel: the date by which things are due stands apart, at the right. */
export function columnsOf(panel: ListPanelContent, title: string | null, model: Model): { beside: Field[]; due: Field | undefined } {
  const fields = (panel.columns ?? []).filter((name) => name !== title).flatMap((name) => model.field(panel.object, name) ?? []);
  const due = fields.find((field) => field.type === "date");
  return { beside: fields.filter((field) => field !== due), due };
}

/** What ticking a record off writes, and where: the first option that means "done", of a field that has one. */
export function doneOf(object: string, model: Model): { field: string; value: string } | undefined {
  for (const field of model.object(object)?.fields ?? []) {
    const done = field.writable && field.options?.find((option) => option.category === "done" && !option.retired);
    if (done) return { field: field.name, value: done.value };
  }
  return undefined;
}
