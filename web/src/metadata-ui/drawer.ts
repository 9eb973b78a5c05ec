/** The drawer in which records are created and edited, opened from anywhere. */
import { create } from "zustand";

import type { RecordData } from "@/api/records";

export interface DrawerRequest {
  object: string;
  /** The record to edit; without it one is created. */
  id?: string;
  /** Values that a new record begins with. */
  values?: Record<string, unknown>;
  /** Only these fields are asked for, in this order: what a board's column or a rule still lacks. */
  only?: string[];
  onSaved?: (record: RecordData) => void;
}

export const useDrawer = create<{ request: DrawerRequest | null }>()(() => ({ request: null }));

export const openDrawer = (request: DrawerRequest) => useDrawer.setState({ request });
export const closeDrawer = () => useDrawer.setState({ request: null });
