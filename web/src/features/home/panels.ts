/** What a home page is made of, as an administrator arranges it. */
import type { Condition } from "@/api/condition";
import type { Labels, Sort } from "@/api/metadata";

/** Counts that ask for somebody: each opens the records it counts. */
export interface AttentionPanel {
  kind: "attention";
  label?: Labels;
  items: { object: string; label: Labels; where: Condition }[];
}

/** The first records of a list. */
export interface ListPanelContent {
  kind: "list";
  label?: Labels;
  object: string;
  where?: Condition;
  sort?: Sort[];
  /** Shown beside the title. */
  fields?: string[];
  /** The date after which a record is late. */
  due?: string;
  /** What ticking a record off writes. */
  done?: Record<string, unknown>;
}

/** How many records stand at each stage, and what they are worth. */
export interface PipelinePanel {
  kind: "pipeline";
  label?: Labels;
  object: string;
  by: string;
  sum?: string;
  where?: Condition;
}

export type HomePanel = AttentionPanel | ListPanelContent | PipelinePanel;
